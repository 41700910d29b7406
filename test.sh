#!/usr/bin/env bash
# Installs what the tests need (the PostgreSQL server, libfaketime to set clocks with, Node.js with the generators of clients), then runs them all.
set -euo pipefail
cd "$(dirname "$0")"

has_postgres() {
  command -v initdb >/dev/null 2>&1 || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

missing=()
has_postgres || missing+=(postgresql)
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || missing+=(faketime)

if [ "${#missing[@]}" -gt 0 ]; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  if command -v apt-get >/dev/null 2>&1; then
    echo "Installing what the tests need: ${missing[*]}."
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
  else
    echo "The tests need the PostgreSQL server (initdb, postgres) and libfaketime: install them and run this again." >&2
    exit 1
  fi
fi

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  if command -v apt-get >/dev/null 2>&1; then
    echo "Installing Node.js for the tests of generated clients."
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nodejs npm >/dev/null
  else
    echo "The tests need Node.js 20 or newer with npm (https://nodejs.org): install it and run this again." >&2
    exit 1
  fi
fi
npm ci --prefix tests/Flowker.Api.Tests/Clients/typescript --no-audit --no-fund --silent

configuration="${CONFIGURATION:-Release}"
dotnet build Flowker.sln --configuration "$configuration" --nologo --verbosity quiet

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
for project in tests/*.Tests/*.csproj; do
  dotnet test "$project" --configuration "$configuration" --no-build --nologo "$@" 2>&1 | tee -a "$log" || status=1
done

# One closing line for all projects, from the closing line of each.
passed="$(grep -E '^(Passed|Failed)!' "$log" | grep -oE 'Passed: +[0-9]+' | grep -oE '[0-9]+' | awk '{ t += $1 } END { print t + 0 }')"
failed="$(grep -E '^(Passed|Failed)!' "$log" | grep -oE 'Failed: +[0-9]+' | grep -oE '[0-9]+' | awk '{ t += $1 } END { print t + 0 }')"
echo
echo "$passed passed, $failed failed"
exit "$status"
