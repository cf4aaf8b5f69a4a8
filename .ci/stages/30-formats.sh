#!/usr/bin/env bash
# The formats for other programs, read by validators that others wrote: over documents with faults,
# over clean ones, and over documents and names that try to be more than text. Each validator must
# also refuse a report that was broken on purpose, so that none is green by looking away.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

tools=$root/target/formats
xsd=$root/../shared/data/junit-10.xsd
states=(faulty clean hostile)

# --- the reports

build
for state in "${states[@]}"; do
  mkdir -p "$folder/$state/docs"
  git -C "$folder/$state" init --quiet
done
cp -R tests/corpus/. "$folder/faulty/docs"
printf '# Returns\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | Pay by hand | Accepted |\n' >"$folder/clean/docs/a.md"
hostile='::error::forged %%0A::stop-commands::x ]]> </failure> \033[31mred \342\200\256drow \357\277\277 <script>x</script> @all `b` [l](1) {0} é😀日'
printf "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | $hostile |\n| ##[error]x | b | Acceptd |\n" \
  >"$folder/hostile/docs/"$'bad %20#é:?&"\'<b>]]>`\n::error::forged\r\033[31m.md'
printf '# Not text\n\377\n' >"$folder/hostile/docs/latin.md"
for state in "${states[@]}"; do
  status=0
  (cd "$folder/$state/docs" && "$ddr" lint --output-format github --select all --ignore plan-without-record \
    --output-file sarif="$folder/$state.sarif" --output-file gitlab="$folder/$state.gitlab.json" \
    --output-file junit="$folder/$state.xml" --output-file rdjson="$folder/$state.rdjson" \
    --output-file json="$folder/$state.json" >"$folder/$state.github") || status=$?
  case $state in faulty) wanted=1 ;; clean) wanted=0 ;; hostile) wanted=2 ;; esac
  is "$state documents end in exit code $wanted (it was $status)" test "$status" -eq "$wanted"
done

# --- GitHub commands: every line is one of ours or the last line

ours() { ! grep -avE '^(::(error|warning|notice) file=[^,:]*,line=[0-9]+,endLine=[0-9]+(,col=[0-9]+,endColumn=[0-9]+)?,title=DDR[0-9]{3} [a-z-]+::|checked )' "$1"; }
for state in "${states[@]}"; do
  is "$state: every line of the github format is ours" ours "$folder/$state.github"
done

# --- what checks them

mkdir -p "$tools"
if [ ! -x "$tools/venv/bin/check-jsonschema" ] && command -v python3 >/dev/null; then
  { python3 -m venv "$tools/venv" && "$tools/venv/bin/pip" install --quiet 'check-jsonschema>=0.37,<1' 'lxml>=5,<7'; } \
    >"$tools/pip.log" 2>&1 || { echo "pip could not install check-jsonschema:"; tail -n 3 "$tools/pip.log"; }
fi
if [ ! -e "$tools/node_modules/.bin/rdformat-validator" ] && command -v npm >/dev/null; then
  npm install --no-audit --no-fund --no-save --prefix "$tools" '@microsoft/sarif-multitool@5' '@umbrelladocs/rdformat-validator@1' \
    >"$tools/npm.log" 2>&1 || { echo "npm could not install the validators:"; tail -n 3 "$tools/npm.log"; }
fi
# npm may not run what makes the program executable.
chmod -f u+x "$tools"/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool || true

# --- SARIF, with the rules that GitHub adds

sarif=$tools/node_modules/.bin/sarif-multitool
valid_sarif() { # It exits 0 whatever it finds. SARIF2005 asks for a home page, which we do not have yet.
  "$sarif" validate "$1" --output "$folder/validated" --log ForceOverwrite --rule-kind 'Sarif\;Ghas' >"$folder/sarif" 2>&1
  cat "$folder/sarif"
  grep -q '^Analysis completed successfully' "$folder/sarif" && grep -q '1 files scanned' "$folder/sarif" &&
    test -z "$(grep -E ': (error|warning) [A-Z]+[0-9]+:' "$folder/sarif" | grep -v ' warning SARIF2005:')"
}
if [ -e "$sarif" ]; then
  for state in "${states[@]}"; do is "$state: SARIF is valid" valid_sarif "$folder/$state.sarif"; done
  sed 's/"startLine": [0-9]*/"startLine": 0/' "$folder/faulty.sarif" >"$folder/broken.sarif"
  is 'a broken SARIF is refused' refuses valid_sarif "$folder/broken.sarif"
else
  skip 4 'no sarif-multitool (npm)'
fi

# --- JUnit, with the schema of the Jenkins plug-in, when it lies beside the checkout

with_lxml() {
  "$tools/venv/bin/python" -c '
import sys
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
good = schema.validate(etree.parse(sys.argv[2]))
print(schema.error_log)
sys.exit(not good)' "$xsd" "$1"
}
with_xmllint() { xmllint --noout --nonet --schema "$xsd" "$1"; }
junit=
if command -v xmllint >/dev/null; then
  junit=with_xmllint
elif [ -x "$tools/venv/bin/python" ] && "$tools/venv/bin/python" -c 'import lxml' 2>/dev/null; then
  echo 'no xmllint; the same library through lxml'
  junit=with_lxml
fi
if [ ! -f "$xsd" ]; then
  skip 4 'no JUnit schema beside the checkout'
elif [ -z "$junit" ]; then
  skip 4 'neither xmllint nor lxml'
else
  for state in "${states[@]}"; do is "$state: JUnit is valid" "$junit" "$folder/$state.xml"; done
  sed 's/ tests="[0-9]*"//' "$folder/faulty.xml" >"$folder/broken.xml"
  is 'a broken JUnit is refused' refuses "$junit" "$folder/broken.xml"
fi

# --- GitLab (which publishes no schema, so it is ours) and our own JSON

schema=$tools/venv/bin/check-jsonschema
own=docs/schemas/lint.schema.json
gitlab=.ci/formats/gitlab-code-quality.schema.json
if [ -x "$schema" ]; then
  for state in "${states[@]}"; do
    is "$state: GitLab's report is valid" "$schema" --schemafile "$gitlab" "$folder/$state.gitlab.json"
    is "$state: our JSON is valid" "$schema" --schemafile "$own" "$folder/$state.json"
  done
  sed 's/"begin": [0-9]*/"begin": 0/' "$folder/faulty.gitlab.json" >"$folder/broken.json"
  is "a broken report for GitLab is refused" refuses "$schema" --schemafile "$gitlab" "$folder/broken.json"
  sed 's/"line": [0-9]*/"line": "x"/' "$folder/faulty.json" >"$folder/broken.json"
  is 'a broken JSON of ours is refused' refuses "$schema" --schemafile "$own" "$folder/broken.json"
else
  skip 8 'no check-jsonschema (pip)'
fi
twice() { test -n "$(grep -o '"fingerprint": "[^"]*"' "$1" | sort | uniq -d)"; }
is 'no two fingerprints are the same' refuses twice "$folder/faulty.gitlab.json"

# --- reviewdog's format

rdformat=$tools/node_modules/.bin/rdformat-validator
valid_rdjson() {
  "$rdformat" -v "$1" >"$folder/rdjson" 2>&1 || { cat "$folder/rdjson"; return 1; }
  cat "$folder/rdjson"
  # That nothing is wrong is unusual for it, and no fault of ours.
  grep -q '^Valid files: 1$' "$folder/rdjson" && test -z "$(grep ' ⚠ ' "$folder/rdjson" | grep -v '(EMPTY_ARRAY)')"
}
if [ -e "$rdformat" ]; then
  for state in "${states[@]}"; do is "$state: rdjson is valid" valid_rdjson "$folder/$state.rdjson"; done
  sed 's/"severity": "[A-Z]*"/"severity": "LOUD"/' "$folder/faulty.rdjson" >"$folder/broken.rdjson"
  is 'a broken rdjson is refused' refuses valid_rdjson "$folder/broken.rdjson"
else
  skip 4 'no rdformat-validator (npm)'
fi

end
