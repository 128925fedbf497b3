#!/bin/sh
# Sees to it that there is a Chromium for the browser tests: one that is here, else Debian's headless shell (as root),
# which costs less than one with windows, else Playwright's. Debian's Firefox too (as root); without one its tests say
# that they were left out, and `make test-all` fails. With "all" as second argument a Chromium with windows as well, and
# a WebKit, where it can be had.
set -eu
playwright=$1
all=${2:-}
debian() { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
here() { for name in "$@"; do if command -v "$name" >/dev/null 2>&1; then return 0; fi; done; return 1; }
whole() { here chromium chromium-browser google-chrome google-chrome-stable; }
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then root=yes; else root=; fi
if [ -n "$root" ] && ! here firefox-esr firefox; then
  debian firefox-esr || echo "Firefox could not be installed: its tests are left out"
fi
if [ -n "$root" ] && [ "$all" = all ] && ! here WebKitWebDriver; then
  debian webkit2gtk-driver xvfb || echo "WebKit could not be installed: its tests are left out"
fi
if [ -n "$root" ] && [ "$all" = all ] && ! whole; then debian chromium fonts-dejavu-core; fi
if here ${MAPKIT_BROWSER:-} chromium-headless-shell; then exit 0; fi
if [ -n "$root" ] && debian chromium-headless-shell fonts-dejavu-core; then exit 0; fi
if whole; then exit 0; fi
if [ -n "$root" ]; then debian chromium fonts-dejavu-core; else "$playwright" install chromium; fi
