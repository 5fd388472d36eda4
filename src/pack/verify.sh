#!/bin/sh
# Checks a record with stock tools only: head, sed, awk, sha256sum, ssh-keygen (OpenSSH 8.9 or later).
#
#   sh verify.sh record.jsonl allowed_signers
#
# allowed_signers must have reached you by another road than the record. Every line has to name the
# hash of all that is above it, every event that names a person has to be signed by the line below
# it, what needs two persons has to have them, and the whole has to end in a seal and to be signed by
# whoever sealed it. What this script cannot see is a member written twice in one line, and two names
# that only look alike: `upgrade-wizard verify` refuses both.
# Exit code: 0 all holds, 1 something does not.
set -u
export TZ=UTC0 LC_ALL=C
record=$1 signers=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

refuse() {
    printf 'line %s: %s\n' "$1" "$2" | cat -v
    exit 1
}
member() { # name, file: the first string of that name, unescaped by nobody
    sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' "$2"
}
id='.*,"who":{"id":"\([^"]*\)","name":.*'
key='.*,"who":{.*,"key":"\([^"]*\)","meaning":"[^"]*"}\(,"need":2\)\{0,1\}}$'
time='.\{10,400\},"ts":"\([0-9]*\)-\([0-9]*\)-\([0-9]*\)T\([0-9]*\):\([0-9]*\):\([0-9]*\)Z".*'
about='.\{10,400\},"ts":"[^"]*"\(,"clock":"[^"]*"\)\{0,1\},"step":"\([^"]*\)"'
holds() { # principal, namespace, time, signature, file
    ssh-keygen -Y verify -f "$signers" -I "$1" -n "$2" -O "verify-time=$3" -s "$4" <"$5" 2>&1
}
# Two persons: what needs a second one waits in a list, and the list has to be empty when the run is
# closed as done. Each row: line, hash, step, principal, key.
two() { # line, type, principal, key; the event is in above
    case $2 in
    confirm | amend | waive | check)
        needs=$(grep -c '},"need":2}$' "$work/above")
        [ "$needs" -ne 0 ] || [ -s "$work/alone" ] || return 0
        step=$(sed -n "s/^$about.*/\\2/p" "$work/above")
        if [ "$2" != confirm ] || ! grep -q "^$about,"'"stage":' "$work/above"; then
            awk -v step="$step" '$3 != step' "$work/alone" >"$work/left"
            mv "$work/left" "$work/alone"
        fi
        [ "$needs" -eq 0 ] || printf '%s sha256:%s %s %s %s\n' \
            "$1" "$(sha256sum <"$work/above" | cut -d ' ' -f 1)" "$step" "$3" "$4" >>"$work/alone"
        cat "$work/alone" >>"$work/known"
        ;;
    attest) second "$@" ;;
    seal)
        ! grep -q ',"outcome":"completed[^"]*",' "$work/above" || [ ! -s "$work/alone" ] ||
            refuse "$(head -n 1 "$work/alone" | cut -d ' ' -f 1)" 'it needs a second person'
        ;;
    esac
}
second() { # line, type, principal, key
    of=$(sed -n "s/^$about"',"of":\([0-9]*\),"of_sha256":"\([^"]*\)",.*/\3 \4/p' "$work/above")
    first=$(grep "^$of " "$work/known" | tail -n 1)
    [ -n "$of" ] && [ -n "$first" ] || refuse "$1" 'it names no line that waits for a second person'
    who2=$3 key2=$4
    if grep -q ',"statement":"' "$work/above"; then
        mark=$(printf '\001')
        sed -n 's/.*,"statement":"\(.*\)","sshsig":"-----BEGIN.*/\1/p' "$work/above" |
            sed "s/\\\\\\\\/$mark/g; s/\\\\\"/\"/g; s/$mark/\\\\/g" >"$work/said"
        printf '%b' "$(member sshsig "$work/above")" >"$work/sig2"
        who2=$(sed -n "s/$id/\\1/p" "$work/said") key2=$(sed -n "s/$key/\\1/p" "$work/said")
        at2=$(sed -n "s/^$time/\\1\\2\\3\\4\\5\\6/p" "$work/said")
        said2=$(holds "$who2" runbook-step.v1@upgrade-wizard "$at2" "$work/sig2" "$work/said") ||
            refuse "$1" "elsewhere: $said2"
        case $said2 in
        *" key $key2") ;;
        *) refuse "$1" "it names another key: $said2" ;;
        esac
        for part in '"of":[0-9]*,"of_sha256":"[^"]*"' '"saw":"[a-z]*"' '"run":"[0-9a-f]*"'; do
            [ "$(sed -n 's/.*[{,]\('"$part"'\),.*/\1/p' "$work/said")" = \
                "$(sed -n 's/.*[{,]\('"$part"'\),.*/\1/p' "$work/above")" ] ||
                refuse "$1" 'what was signed elsewhere says something else'
        done
        printf 'line %s, signed elsewhere, %s: %s\n' "$1" "$at2" "$said2" | cat -v
    fi
    case " $first " in
    *" $who2 "* | *" $key2 "*) refuse "$1" 'one person plays both' ;;
    esac
    if grep -q ',"saw":"same",' "$work/above"; then
        grep -v "^$of " "$work/alone" >"$work/left"
        mv "$work/left" "$work/alone"
    fi
}

[ -s "$record" ] || refuse 0 'there is no record'
[ "$(tail -c 1 "$record" | od -An -tx1 | tr -d ' ')" = 0a ] || refuse end 'it breaks off'
[ "$(tr -d '\000\r' <"$record" | wc -c)" -eq "$(wc -c <"$record")" ] ||
    refuse any 'there are zeros or CR in it'
lines=$(wc -l <"$record" | tr -d ' ')
: >"$work/alone"
: >"$work/known"
run='' above='' sealer='' n=0
while [ "$n" -lt "$lines" ]; do
    n=$((n + 1))
    sed -n "${n}p" "$record" >"$work/line"
    prev=$(head -n $((n - 1)) "$record" | sha256sum | cut -d ' ' -f 1)
    start=$(sed -n 's/^\({"n":'"$n"',"prev":"sha256:'"$prev"'","run":"[0-9a-f]*","t":"[a-z]*",\).*}$/\1/p' "$work/line")
    [ -n "$start" ] || refuse "$n" 'it does not continue what is above it'
    [ -z "$sealer" ] || refuse "$n" 'it stands after the end of the run'
    this=$(printf '%s' "$start" | sed 's/.*"run":"\([0-9a-f]*\)".*/\1/')
    type=$(printf '%s' "$start" | sed 's/.*"t":"\([a-z]*\)".*/\1/')
    [ "${run:=$this}" = "$this" ] || refuse "$n" 'it belongs to another run'
    [ "$n" -ne 1 ] || [ "$type" = open ] || refuse 1 'it does not open a run'
    if [ -n "$above" ]; then
        grep -q '"t":"sig","of":'"$((n - 1))"',"by":"[^"\]*","sshsig":"[^"]*"}$' "$work/line" ||
            refuse "$n" 'the line above it is not signed'
        by=$(member by "$work/line")
        who=$(sed -n "s/$id/\\1/p" "$work/above")
        by_key=$(sed -n "s/$key/\\1/p" "$work/above")
        at=$(sed -n "s/^$time/\\1\\2\\3\\4\\5\\6/p" "$work/above")
        [ "$by" = "$who" ] || refuse "$n" 'it signs in another name'
        printf '%b' "$(member sshsig "$work/line")" >"$work/sig"
        # One armour and nothing else: ssh-keygen would not mind text behind it.
        [ "$(grep -c -e '-----END SSH SIGNATURE-----$' "$work/sig")" -eq 1 ] &&
            [ "$(tail -n 1 "$work/sig")" = '-----END SSH SIGNATURE-----' ] ||
            refuse "$n" 'it is not one signature'
        space=runbook-step.v1@upgrade-wizard
        [ "$above" != seal ] || space=runbook-seal.v1@upgrade-wizard
        said=$(holds "$who" "$space" "$at" "$work/sig" "$work/above") || refuse $((n - 1)) "$said"
        case $said in
        *" key $by_key") ;;
        *) refuse $((n - 1)) "it names another key: $said" ;;
        esac
        printf 'line %s, %s, %s: %s\n' $((n - 1)) "$above" "$at" "$said" | cat -v
        two $((n - 1)) "$above" "$who" "$by_key"
        [ "$above" != seal ] || sealer=$who sealed=$at
        above=''
    else
        [ "$type" != sig ] || refuse "$n" 'there is nothing that it could sign'
        case $type in
        evidence | clock) ! grep -q ',"who":{' "$work/line" || above=$type ;;
        *) above=$type ;;
        esac
        cp "$work/line" "$work/above"
    fi
done
[ -z "$above" ] || refuse "$n" 'it is not signed'
[ -n "$sealer" ] || refuse end 'there is no seal'
said=$(holds "$sealer" runbook-seal.v1@upgrade-wizard "$sealed" "$record.$sealer.sig" "$record") ||
    refuse all "$said"
[ "$(tail -n 1 "$record.$sealer.sig")" = '-----END SSH SIGNATURE-----' ] ||
    refuse all 'there is something behind the signature of the whole'
printf 'the whole: %s\n' "$said" | cat -v
printf 'run %s, %s lines, sha256 %s\n' "$run" "$lines" "$(sha256sum <"$record" | cut -d ' ' -f 1)"
echo VERIFIED
