#!/bin/sh
# Checks a record with stock tools only: head, sed, sha256sum, ssh-keygen (OpenSSH 8.9 or later).
#
#   sh verify.sh record.jsonl allowed_signers
#
# allowed_signers must have reached you by another road than the record. Every line has to name the
# hash of all that is above it, every event that names a person has to be signed by the line below
# it, and the whole has to end in a seal and to be signed by whoever sealed it. What this script
# cannot see is a member written twice in one line: `upgrade-wizard verify` refuses that.
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
holds() { # principal, namespace, time, signature, file
    ssh-keygen -Y verify -f "$signers" -I "$1" -n "$2" -O "verify-time=$3" -s "$4" <"$5" 2>&1
}

[ -s "$record" ] || refuse 0 'there is no record'
[ "$(tail -c 1 "$record" | od -An -tx1 | tr -d ' ')" = 0a ] || refuse end 'it breaks off'
[ "$(tr -d '\000\r' <"$record" | wc -c)" -eq "$(wc -c <"$record")" ] ||
    refuse any 'there are zeros or CR in it'
lines=$(wc -l <"$record" | tr -d ' ')
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
        who=$(sed -n 's/.*,"who":{"id":"\([^"]*\)","name":.*/\1/p' "$work/above")
        key=$(sed -n 's/.*,"who":{.*,"key":"\([^"]*\)","meaning":"[^"]*"}}$/\1/p' "$work/above")
        time=$(sed -n 's/^.\{10,400\},"t":"[a-z]*","ts":"\([0-9]*\)-\([0-9]*\)-\([0-9]*\)T\([0-9]*\):\([0-9]*\):\([0-9]*\)Z".*/\1\2\3\4\5\6/p' "$work/above")
        [ "$by" = "$who" ] || refuse "$n" 'it signs in another name'
        printf '%b' "$(member sshsig "$work/line")" >"$work/sig"
        # One armour and nothing else: ssh-keygen would not mind text behind it.
        [ "$(grep -c -e '-----END SSH SIGNATURE-----$' "$work/sig")" -eq 1 ] &&
            [ "$(tail -n 1 "$work/sig")" = '-----END SSH SIGNATURE-----' ] ||
            refuse "$n" 'it is not one signature'
        space=runbook-step.v1@upgrade-wizard
        [ "$above" != seal ] || space=runbook-seal.v1@upgrade-wizard
        said=$(holds "$who" "$space" "$time" "$work/sig" "$work/above") || refuse $((n - 1)) "$said"
        case $said in
        *" key $key") ;;
        *) refuse $((n - 1)) "it names another key: $said" ;;
        esac
        printf 'line %s, %s, %s: %s\n' $((n - 1)) "$above" "$time" "$said" | cat -v
        [ "$above" != seal ] || sealer=$who sealed=$time
        above=''
    else
        [ "$type" != sig ] || refuse "$n" 'there is nothing that it could sign'
        case $type in
        evidence) ! grep -q ',"who":{' "$work/line" || above=$type ;;
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
