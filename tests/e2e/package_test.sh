#!/bin/bash
# The Debian package as it is made: what is in it, who may read it, what Debian's own judge says of it, and how little of
# the machine its service sees. Usage: package_test.sh BUILD_FOLDER SOURCE_FOLDER
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "package_test: $*" >&2; exit 1; }

cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work" >"$work/cpack.log" 2>&1 || fail "$(tail -5 "$work/cpack.log")"
package=$(echo "$work"/*.deb)
dpkg-deb -c "$package" >"$work/content"
for file in ./usr/bin/sportello ./usr/share/sportello/profiles/leotron/profile.json ./etc/sportello/sportello.json \
  ./lib/systemd/system/sportello.service ./lib/systemd/system/sportello-backup.timer \
  ./usr/share/man/man1/sportello.1.gz ./usr/share/bash-completion/completions/sportello \
  ./usr/share/doc/sportello/operations.md ./usr/share/doc/sportello/examples/nginx.conf; do
  grep -q " $file\$" "$work/content" || fail "has no $file"
done
grep -q -- '^-rw-r----- root/root .* ./etc/sportello/sportello.json$' "$work/content" || fail "anybody may read the configuration"
if grep -v ' root/root ' "$work/content"; then fail "has files that are not root's"; fi

# A library of the program's that no package is named for would be missing on the administrator's machine.
dpkg-deb -f "$package" Depends >"$work/depends"
for needed in libc6 libcpprest libsoci libsodium libarchive libsystemd adduser tzdata; do
  grep -q "$needed" "$work/depends" || fail "does not depend on $needed: $(cat "$work/depends")"
done
dpkg-deb -e "$package" "$work/control"
[ "$(cat "$work/control/conffiles")" = /etc/sportello/sportello.json ] || fail "the configuration is no conffile"
for script in postinst prerm postrm; do sh -n "$work/control/$script"; done
lintian --allow-root --fail-on error,warning "$package" || fail "lintian finds fault with it"

root=$work/root
dpkg-deb -x "$package" "$root"
"$root/usr/bin/sportello" --version >"$work/version"
dpkg-deb -f "$package" Version | grep -q "^$(cat "$work/version")-" || fail "the program's version is $(cat "$work/version")"

# The units: good to systemd, and at most 2.0 exposed.
printf 'root:x:0:0::/:/bin/sh\nsportello:x:900:900::/:/bin/false\n' >"$root/etc/passwd"
printf 'root:x:0:\nsportello:x:900:\n' >"$root/etc/group"
units=$root/lib/systemd/system
cp -n /lib/systemd/system/*.target /lib/systemd/system/*.slice "$units/"
systemd-analyze verify --man=no --root="$root" "$units"/sportello{,-backup,-replicate}.service "$units"/sportello-{backup,replicate}.timer \
  >"$work/verify" 2>&1 || true
if grep -i sportello "$work/verify"; then fail "systemd does not like a unit"; fi
for unit in sportello sportello-backup sportello-replicate; do
  systemd-analyze security --offline=true --threshold=20 --no-pager "$units/$unit.service" >"$work/security" ||
    fail "$unit.service: $(tail -1 "$work/security")"
done

# The shipped configuration is whole but for its secrets.
sed "s#/var/lib/sportello#$work#" "$root/etc/sportello/sportello.json" >"$work/sportello.json"
mkdir "$work/secrets"
for name in app_secret verify_token access_token; do echo x >"$work/secrets/$name"; done
"$root/usr/bin/sportello" operator list --config "$work/sportello.json" >/dev/null || fail "the shipped configuration is faulty"

# Manual and completion know every command that the program knows.
PATH=$root/usr/bin:$PATH
commands=$(sportello --help | sed -nE '/^Subcommands:/,/^$/ s/^  ([a-z-]+) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 10 ] || fail "the program lists no commands: $commands"
man -l --warnings -E UTF-8 -Tutf8 "$root/usr/share/man/man1/sportello.1.gz" 2>"$work/manual.faults" |
  sed 's/.\x08//g' >"$work/manual"  # bold letters are printed twice
[ ! -s "$work/manual.faults" ] || fail "the manual: $(cat "$work/manual.faults")"
for command in $commands; do
  grep -qE "^ +$command( |$)" "$work/manual" || fail "the manual does not know 'sportello $command'"
done
# shellcheck source=../../deploy/package/sportello.bash
source "$root/usr/share/bash-completion/completions/sportello"
complete_words() { COMP_WORDS=(sportello "$@") COMP_CWORD=$#; _sportello; echo "${COMPREPLY[@]}"; }
for command in $commands; do
  [ "$(complete_words "$command")" = "$command" ] || fail "'sportello $command' is not completed: $(complete_words "$command")"
done
[ "$(complete_words back)" = backup ] || fail "'sportello back' completes to: $(complete_words back)"
[ "$(complete_words backup --enc)" = --encrypt ] || fail "'sportello backup --enc' completes to: $(complete_words backup --enc)"
[ "$(complete_words operator a)" = add ] || fail "'sportello operator a' completes to: $(complete_words operator a)"
echo "package: $(basename "$package"), $(wc -l <"$work/content") files, $(tail -1 "$work/security")"
