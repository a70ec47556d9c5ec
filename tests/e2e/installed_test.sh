#!/bin/bash
# From nothing to a working desk and back, on a fresh Debian 12 made by debootstrap: the package is installed with apt,
# configured against the emulator through nginx, the doctor is content, a customer opens a ticket; backup, purge, a new
# installation, restore, and the ticket is still there. No systemd runs in there: the service is started as its unit says.
# Usage: installed_test.sh BUILD_FOLDER SOURCE_FOLDER
set -euo pipefail
build=$1 source=$2

if [ "$(id -u)" != 0 ]; then
  echo "installed_test: skipped, it must be root to make a Debian of its own"
  exit 77
fi
# A mount table and process ids of its own: whatever happens, everything in it is gone when this script ends.
if [ -z "${SPORTELLO_TEST_SPACE:-}" ]; then
  SPORTELLO_TEST_SPACE=$(mktemp -d)
  export SPORTELLO_TEST_SPACE
  trap 'rmdir "$SPORTELLO_TEST_SPACE"' EXIT
  unshare --mount --pid --fork --kill-child --mount-proc -- "$0" "$@"
  exit
fi

# In memory: a package manager that waits for a disk after each file takes minutes.
space=$SPORTELLO_TEST_SPACE
mount -t tmpfs -o mode=755 sportello-test "$space"
root=$space/root
mkdir "$root"
quietly() { "$@" >"$space/log" 2>&1 || { tail -20 "$space/log" >&2; echo "installed_test: $1 failed" >&2; exit 1; }; }
quietly debootstrap --variant=minbase bookworm "$root"
mount -t proc proc "$root/proc"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

quietly cpack -G DEB --config "$build/CPackConfig.cmake" -B "$space/package"
cp "$space"/package/*.deb "$root/root/sportello.deb"
install -m 755 "$build/tests/e2e/emulated_meta" "$root/root/"
quietly chroot "$root" apt-get update -q
quietly chroot "$root" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -q --no-install-recommends /root/sportello.deb nginx-light ca-certificates openssl

# A network of its own, with nothing on it but this machine: the ports of the real thing are free in there.
export SPORTELLO_ROOT=$root SPORTELLO_SOURCE=$source
exec unshare --net -- sh -c 'ip link set lo up && exec node --test "$0"' "$source/tests/e2e/installed.test.mjs"
