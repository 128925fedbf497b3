#!/bin/sh
# Sees to it that there is a Chromium for the browser tests: one that is here, else Debian's (as root), else Playwright's.
# Debian's Firefox too (as root); without one its tests say that they were left out, and `make test-all` fails. With
# "all" as second argument a WebKit, where it can be had.
set -eu
playwright=$1
debian() { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then root=yes; else root=; fi
if [ -n "$root" ] && ! command -v firefox-esr >/dev/null 2>&1 && ! command -v firefox >/dev/null 2>&1; then
  debian firefox-esr || echo "Firefox could not be installed: its tests are left out"
fi
if [ -n "$root" ] && [ "${2:-}" = all ] && ! command -v WebKitWebDriver >/dev/null 2>&1; then
  debian webkit2gtk-driver xvfb || echo "WebKit could not be installed: its tests are left out"
fi
for name in ${MAPKIT_BROWSER:-} chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "$root" ]; then
  debian chromium fonts-dejavu-core
  exit 0
fi
"$playwright" install chromium
