#!/usr/bin/env bash
# Deploys a set of stacks of this run's own, runs the black-box suites against them, and takes everything away
# again, whatever happened. For a pipeline with an AWS account.
#
#   infra/try.sh BUCKET [STACK]          STACK is a name of its own, accounts-try-…
#   infra/try.sh --away BUCKET STACK     only takes away: what a run left that was killed
#
# What could not be taken away is named at the end, and the exit code is not 0 then. The bucket stays.
# Most of the suites need an Amazon of their own or look into the table: .ci/run emulated runs those. Here are the tests
# that need neither, and doctor.
set -euo pipefail
# Jobs are groups of processes, so that a signal ends what is under way with all that it started.
set -m
cd "$(dirname "${BASH_SOURCE[0]}")/.."

only_away=
[[ ${1:-} == --away ]] && only_away=yes && shift
bucket=${1:?a bucket}
stack=${2:-accounts-try-$(date +%s)-$$}
# The table goes, too, so it must be nobody's.
[[ $stack == *-try-* ]] || { echo "$stack is not the name of a try, which has -try- in it"; exit 2; }

try() {
  local secret url parameters findings
  secret=$(aws secretsmanager create-secret --name "$stack" --secret-string not-a-secret --query ARN --output text)
  parameters=(LwaClientId=amzn1.application-oa2-client.none "LwaClientSecretArn=$secret" LimitPerSource=0 LimitRegister=0
    AllowedOrigins=http://localhost:8080)
  # The address is known once the API is there; the functions must know it, too.
  infra/deploy.sh "$stack" "$bucket" PublicUrl=https://not-known-yet.example "${parameters[@]}"
  url=$(aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].Outputs[?OutputKey=='ApiUrl'].OutputValue" --output text)
  infra/deploy.sh "$stack" "$bucket" "PublicUrl=$url" "${parameters[@]}"

  ACCEPTANCE_BASE_URL=$url cargo test --locked --workspace --no-fail-fast \
    --test bad_input --test routes --test stories -- --test-threads=1 \
    a_problem_in_json_says_what_its_page_says a_person_without_a_session_is_shown_the_way_in \
    a_path_that_leaves_the_site_shows_no_sign_in_form a_path_that_leaves_the_site_begins_no_login \
    a_preflight_of_a_listed_origin_is_permitted no_other_origin_is_told_anything \
    registering_makes_an_account_signs_in_and_leads_where_the_customer_was_going
  findings=$(cargo run --locked --package admin -- doctor --json --table "$stack" --url "$url") || [[ $? -eq 3 ]]
  # Amazon does not know the client that these stacks were given, and its page says so.
  python3 -c '
import json, sys
found = [it for it in json.load(sys.stdin)["findings"] if it["level"] in ("warning", "problem")]
print(*found, sep="\n")
sys.exit(any(it["check"] != "amazon.page" for it in found))' <<<"$findings"
}

stack_away() {
  aws cloudformation delete-stack --stack-name "$1" && aws cloudformation wait stack-delete-complete --stack-name "$1"
}

# The stack would keep the table: that is what it is for.
table_away() {
  aws dynamodb update-table --table-name "$1" --no-deletion-protection-enabled
  aws dynamodb delete-table --table-name "$1" && aws dynamodb wait table-not-exists --table-name "$1"
}

# away WHAT COMMAND…: three times, for what is still being made cannot be deleted.
left=()
away() {
  local what=$1 said
  shift
  for _ in 1 2 3; do
    said=$("$@" 2>&1) && return
    case $said in *ResourceNotFoundException* | *NoSuchBucket*) return ;; esac
    sleep "${TRY_PAUSE:-20}"
  done
  echo "$said"
  left+=("$what")
}

take_away() {
  local status=$?
  trap - EXIT
  # Nobody stops this half-way; nor what it starts.
  trap '' INT TERM HUP
  set +e
  if [[ -n $trying ]]; then
    kill -TERM -- "-$trying"
    wait "$trying"
  fi 2>/dev/null
  echo "taking $stack away"
  away "stack $stack-alarms" stack_away "$stack-alarms"
  away "stack $stack" stack_away "$stack"
  away "stack $stack-table" stack_away "$stack-table"
  away "table $stack" table_away "$stack"
  away "secret $stack" aws secretsmanager delete-secret --secret-id "$stack" --force-delete-without-recovery
  away "s3://$bucket/$stack/" aws s3 rm --quiet --recursive "s3://$bucket/$stack/"
  if [[ ${#left[@]} -gt 0 ]]; then
    printf 'LEFT: %s\n' "${left[@]}"
    echo "once more: infra/try.sh --away $bucket $stack"
    [[ $status -ne 0 ]] || status=1
  fi
  exit "$status"
}

trying=
trap take_away EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [[ -z $only_away ]]; then
  try &
  trying=$!
  wait "$trying"
fi
