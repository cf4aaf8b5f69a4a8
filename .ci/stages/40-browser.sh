#!/usr/bin/env bash
# The page of `ddr report` in a real browser: of our own repository, of the largest test project, and of
# documents that carry script in every field. See .ci/browser/report.mjs for what is looked at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

tools=$root/target/browser
checks=120 # What is skipped where there is no browser, about.
lacks() { # WHAT
  skip "$checks" "$1"
  end
}

mkdir -p "$tools"
browser=
for name in chromium chromium-browser google-chrome; do
  if [ -z "$browser" ] && command -v "$name" >/dev/null; then browser=$(command -v "$name"); fi
done
if [ -z "$browser" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >"$tools/apt.log" 2>&1 ||
    { echo 'apt could not install chromium:'; tail -n 3 "$tools/apt.log"; }
  browser=$(command -v chromium || true)
fi
[ -n "$browser" ] || lacks 'no Chromium'
command -v node >/dev/null || lacks 'no node'
if [ ! -e "$tools/node_modules/playwright-core" ] || [ ! -e "$tools/node_modules/axe-core" ]; then
  command -v npm >/dev/null || lacks 'no npm'
  npm install --no-audit --no-fund --no-save --prefix "$tools" 'playwright-core@1' 'axe-core@4' >"$tools/npm.log" 2>&1 ||
    { tail -n 3 "$tools/npm.log"; lacks 'npm could not install playwright-core and axe-core'; }
fi
[ -e "$tools/package.json" ] || echo '{"private":true}' >"$tools/package.json"

build
git() { command git -c init.defaultBranch=main -c user.name=A -c user.email=a@example.org -c commit.gpgsign=false "$@"; }

# --- our own repository

"$ddr" report -o "$folder/own.html"

# --- the largest test project, with what changed since its last commit where it has a history

largest=$(du -sb tests/projects/*/ | sort -n | tail -n 1 | cut -f 2)
echo "the largest test project is $(basename "$largest")"
project=$folder/project
mkdir "$project"
git -C "$project" init --quiet
base=
if [ -d "$largest/history" ]; then
  for state in "$largest"/history/*/; do
    find "$project" -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} +
    cp -R "$state." "$project"
    git -C "$project" add --all
    git -C "$project" commit --quiet --message "state $(basename "$state")"
  done
  base='--against HEAD'
fi
find "$project" -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} +
cp -R "$largest/files/." "$project"
# shellcheck disable=SC2086 # Two words or none.
(cd "$project" && "$ddr" report $base -o "$folder/project.html" --format html)

# --- script in every field

hostile=$folder/hostile
mkdir -p "$hostile/docs"
git -C "$hostile" init --quiet
cat >"$hostile/ddr.yaml" <<'YAML'
report: { source_url: "javascript:window.pwned=1//{rev}/{path}#{line}" }
YAML
payloads=(
  '<script>window.pwned=1</script>'
  '</script><script>window.pwned=1</script>'
  '<img src=x onerror=window.pwned=1>'
  '<svg onload=window.pwned=1>'
  '<svg><script>window.pwned=1</script></svg>'
  '<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>'
  '<details open ontoggle=window.pwned=1>'
  '<body onload=window.pwned=1>'
  '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>'
  '<iframe src=javascript:parent.pwned=1></iframe>'
  '<object data=javascript:window.pwned=1></object>'
  '<style>@import "https://example.org/x.css";</style>'
  '<link rel=stylesheet href=https://example.org/x.css>'
  '<base href=https://example.org/>'
  '<meta http-equiv=refresh content="0;url=https://example.org/">'
  '<form action=https://example.org/><button autofocus>x</button></form>'
  '<input autofocus onfocus=window.pwned=1>'
  '<a href=javascript:window.pwned=1>x</a>'
  '[x](javascript:window.pwned=1)'
  '[x](JaVaScRiPt&#58;window.pwned=1)'
  '[x](data:text/html,<script>parent.pwned=1</script>)'
  '[x](vbscript:x)'
  '![x](https://example.org/x.png)'
  '![x](x" onerror="window.pwned=1)'
  '[x](https://example.org/" onmouseover="window.pwned=1)'
  '<javascript:window.pwned=1>'
  '" onmouseover="window.pwned=1" autofocus onfocus="window.pwned=1'
  "' onfocus='window.pwned=1' autofocus='"
  '"></a></td></table><script>window.pwned=1</script>'
  '--></style></title></textarea><script>window.pwned=1</script>'
  '&lt;script&gt;window.pwned=1&lt;/script&gt;'
  '&#60;img src=x onerror=window.pwned=1&#62;'
  '`<script>window.pwned=1</script>`'
  '**<img src=x onerror=window.pwned=1>**'
  '{{ "<script>window.pwned=1</script>"|safe }}'
  '{% raw %}<script>window.pwned=1</script>'
  '<math><mtext></form><form><mglyph><style></math><img src onerror=window.pwned=1>'
  '<noscript><p title="</noscript><img src=x onerror=window.pwned=1>">'
)
number=0
for payload in "${payloads[@]}"; do
  number=$((number + 1))
  printf '# Record %s\n\n## Summary\n\n%s\n\n| ID | Statement | Rationale | Status | Invariant |\n|--|--|--|--|--|\n| D%d | %s | %s | %s | %s |\n| %s | x | y | z | Y |\n\n## Top-2 Risks (with Mitigations)\n\n| Risk | Likelihood | Impact | Level | Mitigation |\n|--|--|--|--|--|\n| %s (D%d) | %s | %s | %s | %s |\n\n## Phases\n\n1. Phase 1: %s\n' \
    "$payload" "$payload" "$number" "$payload" "$payload" "$payload" "$payload" "$payload" "$payload" "$number" "$payload" "$payload" "$payload" "$payload" "$payload" >"$hostile/docs/record-$number.md"
  printf '# Phase 1: %s\n\nFor [it](record-%d.md).\n\n| file | op | functions/APIs | tests | perf/mem budget | risk | status |\n|--|--|--|--|--|--|--|\n| src/a%d.py | add | %s (D%d) | %s | p99 <5ms %s | %s | %s |\n| src/%s.py | %s | x | tests/%s.py | %s | High - %s | done |\n' \
    "$payload" "$number" "$number" "$payload" "$number" "$payload" "$payload" "$payload" "$payload" "$payload" "$payload" "$payload" "$payload" "$payload" >"$hostile/docs/plan-$number.md"
done
printf '# Plan\n\n| file | op | tests |\n|--|--|--|\n| src/a.py | modify | n/a |\n' >"$hostile/docs/\"><img src=x onerror=window.pwned=1>.md"
git -C "$hostile" add --all
git -C "$hostile" commit --quiet --message all
for file in "$hostile"/docs/record-*.md; do sed -i 's/^| D\([0-9]*\) | /| D\1 | Changed /; s/ | Y |$/ | N |/' "$file"; done
(cd "$hostile" && "$ddr" report --against HEAD --rows 0 --name '</title><script>window.pwned=1</script>' \
  --format html,json -o "$folder/hostile-out/" 2>"$folder/said") || { cat "$folder/said"; exit 1; }
cp "$folder/hostile-out/report.html" "$folder/hostile.html"

# --- many of them on one page, addresses of sources included

sed 's|"source_url": "[^"]*"|"source_url": "https://example.org/{rev}/{path}#L{line}"|' "$folder/hostile-out/report.json" >"$folder/linked.json"
"$ddr" report --format json --name own >"$folder/own.json"
"$ddr" report --merge "$folder/linked.json" "$folder/own.json" -o "$folder/merged.html"

status=0
node .ci/browser/report.mjs "$tools" "$browser" "$tools" "own=$folder/own.html" "project=$folder/project.html" \
  "hostile=$folder/hostile.html" "merged=$folder/merged.html" >"$folder/said" 2>&1 || status=$?
sed '$d' "$folder/said"
last=$(tail -n 1 "$folder/said")
case $last in
  *' passed, '*' failed') echo "$last, 0 skipped" ;;
  *) echo "$last"; echo '0 passed, 1 failed, 0 skipped'; status=1 ;;
esac
exit "$status"
