#!/usr/bin/env bash
# Packs a built program as releases offer it: with its manual, completions, licences and a checksum.
#   pack.sh PROGRAM VERSION TARGET FOLDER
# The program has to run here: it writes its own manual and completions.
set -euo pipefail

program=$1 version=$2 target=$3 out=$4
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mkdir -p "$out"
out=$(cd "$out" && pwd)
name=ddr-$version-$target
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir -p "$folder/$name/completions"
cp "$program" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$folder/$name/"
date=$(git log -1 --format=%cs 2>/dev/null) || date=
"$program" man --out "$folder/$name/man" ${date:+--date "$date"}
"$program" completions bash >"$folder/$name/completions/ddr.bash"
"$program" completions zsh >"$folder/$name/completions/_ddr"
"$program" completions fish >"$folder/$name/completions/ddr.fish"
"$program" completions powershell >"$folder/$name/completions/_ddr.ps1"

case $target in
  *windows*)
    archive=$name.zip
    (cd "$folder" && 7z a -bso0 "$out/$archive" "$name")
    ;;
  *)
    archive=$name.tar.gz
    tar -C "$folder" -czf "$out/$archive" "$name"
    ;;
esac
cd "$out"
if command -v sha256sum >/dev/null; then sha256sum "$archive"; else shasum -a 256 "$archive"; fi >"$archive.sha256"
echo "$out/$archive"
