#!/bin/sh
# Sees to it that there is a Chromium for the browser tests: one that is here, else Debian's (as root), else Playwright's.
set -eu
playwright=$1
for name in ${MAPKIT_BROWSER:-} chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
  exit 0
fi
"$playwright" install chromium
