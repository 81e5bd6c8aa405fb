#!/usr/bin/env bash
# Deploys a set of stacks of this run's own, runs the black-box suites against them, and takes everything away
# again, whatever happened. For a pipeline with an AWS account.
#
#   infra/try.sh BUCKET
#
# The suites that need an Amazon of their own or look into the table are left out, and say so: .ci/run emulated
# runs those.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bucket=${1:?a bucket}
stack=accounts-try-$(date +%s)-$$

clean_up() {
  set +e
  echo "taking $stack away"
  for one in "$stack-alarms" "$stack"; do
    aws cloudformation delete-stack --stack-name "$one"
    aws cloudformation wait stack-delete-complete --stack-name "$one"
  done
  # The stack would keep the table: that is what it is for.
  aws dynamodb update-table --table-name "$stack" --no-deletion-protection-enabled >/dev/null
  aws cloudformation delete-stack --stack-name "$stack-table"
  aws cloudformation wait stack-delete-complete --stack-name "$stack-table"
  aws dynamodb delete-table --table-name "$stack" >/dev/null
  aws secretsmanager delete-secret --secret-id "$stack" --force-delete-without-recovery >/dev/null
  aws s3 rm --quiet --recursive "s3://$bucket/$stack"
}
trap clean_up EXIT

secret=$(aws secretsmanager create-secret --name "$stack" --secret-string not-a-secret --query ARN --output text)
parameters=(LwaClientId=amzn1.application-oa2-client.none "LwaClientSecretArn=$secret" LimitPerSource=0 LimitRegister=0)
# The address is known once the API is there; the functions must know it, too.
infra/deploy.sh "$stack" "$bucket" PublicUrl=https://not-known-yet.example "${parameters[@]}"
url=$(aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].Outputs[?OutputKey=='ApiUrl'].OutputValue" --output text)
infra/deploy.sh "$stack" "$bucket" "PublicUrl=$url" "${parameters[@]}"

ACCEPTANCE_BASE_URL=$url cargo test --locked --workspace --no-fail-fast \
  --test answers --test bad_input --test cors --test sessions -- --test-threads=1
cargo run --locked --package admin -- doctor --table "$stack" --url "$url"
