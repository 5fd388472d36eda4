/* Another program on the machine of the wizard: it holds a file, or answers behind the pipe of
 * OpenSSH's agent. Compiled by the tests that need it. */

#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed(const char *what) {
    printf("%s: error %lu\n", what, GetLastError());
    return 1;
}

static void say(const char *word) {
    printf("%s\n", word);
    fflush(stdout);
}

/* Opens a file so that nobody else can, until standard input ends. */
static int hold(const char *path) {
    HANDLE file = CreateFileA(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return failed("hold");
    say("held");
    while (getchar() != EOF) {}
    return 0;
}

static int read_pipe(HANDLE pipe, char *to, DWORD size) {
    DWORD got;
    for (; size > 0; to += got, size -= got)
        if (!ReadFile(pipe, to, size, &got, NULL) || got == 0) return 0;
    return 1;
}

static int read_socket(SOCKET from, char *to, int size) {
    int got;
    for (; size > 0; to += got, size -= got)
        if ((got = recv(from, to, size, 0)) <= 0) return 0;
    return 1;
}

static DWORD length_of(const char *head) {
    const unsigned char *bytes = (const unsigned char *)head;
    return (DWORD)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* Hands on one question and one answer at a time, each with its length before it. */
static void hand_on(HANDLE pipe, SOCKET agent) {
    static char frame[4 + 262144];
    DWORD length, put;
    for (;;) {
        if (!read_pipe(pipe, frame, 4)) return;
        length = length_of(frame);
        if (length > sizeof frame - 4 || !read_pipe(pipe, frame + 4, length)) return;
        if (send(agent, frame, 4 + (int)length, 0) != 4 + (int)length) return;
        if (!read_socket(agent, frame, 4)) return;
        length = length_of(frame);
        if (length > sizeof frame - 4 || !read_socket(agent, frame + 4, (int)length)) return;
        if (!WriteFile(pipe, frame, 4 + length, &put, NULL)) return;
        FlushFileBuffers(pipe);
    }
}

/* The pipe at this name leads to what listens at this port, until the program is ended. */
static int agent(const char *name, const char *port) {
    WSADATA data;
    struct sockaddr_in at = {0};
    if (WSAStartup(MAKEWORD(2, 2), &data)) return failed("sockets");
    at.sin_family = AF_INET;
    at.sin_port = htons((u_short)atoi(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    HANDLE next = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_WAIT,
                                   PIPE_UNLIMITED_INSTANCES, 65536, 65536, 0, NULL);
    if (next == INVALID_HANDLE_VALUE) return failed("pipe");
    say("listening");
    for (;;) {
        HANDLE pipe = next;
        if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED)
            return failed("connection");
        /* Whoever comes next finds it open while this one is served. */
        next = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_WAIT,
                                PIPE_UNLIMITED_INSTANCES, 65536, 65536, 0, NULL);
        SOCKET socket_of_agent = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(socket_of_agent, (struct sockaddr *)&at, sizeof at)) return failed("agent");
        hand_on(pipe, socket_of_agent);
        closesocket(socket_of_agent);
        DisconnectNamedPipe(pipe);
        CloseHandle(pipe);
    }
}

int main(int argc, char **argv) {
    if (argc == 3 && !strcmp(argv[1], "hold")) return hold(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "agent")) return agent(argv[2], argv[3]);
    say("what?");
    return 2;
}
