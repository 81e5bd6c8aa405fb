#!/usr/bin/env bash
# Builds the functions and deploys everything by the AWS CLI and cargo-lambda, without the SAM command.
#
#   infra/deploy.sh STACK BUCKET [Name=Value …]
#
#   STACK        name of the stack of template.yaml; the table's is STACK-table, the alarms' STACK-alarms
#   BUCKET       an S3 bucket in the same Region, for the packages; made if it is not there
#   Name=Value   parameters of template.yaml; one that is not named keeps its value of before
#
# AlarmEmail=… is a parameter of infra/alarms.yaml, Encryption=… one of infra/table.yaml. The table's name is
# STACK, so that several deployments stand beside each other in one account. Each stack is a change set first:
# NO_EXECUTE=1 only shows it. Nothing is asked, so a pipeline can run it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stack=${1:?a name for the stack} bucket=${2:?a bucket}
shift 2
architecture=arm64 table=() alarms=() own=()
for parameter in "$@"; do
  case $parameter in
    AlarmEmail=* | AlarmTopicArn=* | Slow*=* | LinkingRefused=* | PasswordsRefused=*) alarms+=("$parameter") ;;
    Encryption=*) table+=("$parameter") ;;
    TableName=*) echo "the table is called $stack"; exit 2 ;;
    Architecture=*) architecture=${parameter#*=} own+=("$parameter") ;;
    *) own+=("$parameter") ;;
  esac
done
flags=(--no-fail-on-empty-changeset)
[[ -n ${NO_EXECUTE:-} ]] && flags+=(--no-execute-changeset)

build() {
  local target=() package
  [[ $architecture == arm64 ]] && target=(--arm64)
  # One by one, as .ci/run builds them: a common build would give each what any of them asks for.
  for package in functions/*/; do
    cargo lambda build --locked --release "${target[@]}" --package "$(basename "$package")"
  done
  # What `sam build` would do: the template with the built packages.
  sed 's|CodeUri: functions/|CodeUri: target/lambda/|' template.yaml >.deploy.yaml
}

output() {
  aws cloudformation describe-stacks --stack-name "$1" --query "Stacks[0].Outputs[?OutputKey=='$2'].OutputValue" --output text
}

trap 'rm -f .deploy.yaml .packaged.yaml' EXIT
build
aws s3api head-bucket --bucket "$bucket" 2>/dev/null || aws s3 mb "s3://$bucket"
aws cloudformation deploy --stack-name "$stack-table" --template-file infra/table.yaml "${flags[@]}" \
  --parameter-overrides "TableName=$stack" "${table[@]}"
aws cloudformation package --template-file .deploy.yaml --s3-bucket "$bucket" --s3-prefix "$stack" \
  --output-template-file .packaged.yaml >/dev/null
aws cloudformation deploy --stack-name "$stack" --template-file .packaged.yaml --s3-bucket "$bucket" --s3-prefix "$stack" \
  --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND "${flags[@]}" \
  --parameter-overrides "TableName=$stack" "${own[@]}"
if [[ -z ${NO_EXECUTE:-} ]]; then
  aws cloudformation deploy --stack-name "$stack-alarms" --template-file infra/alarms.yaml --s3-bucket "$bucket" \
    --s3-prefix "$stack" "${flags[@]}" \
    --parameter-overrides "AccountsStack=$stack" "TableName=$stack" "ApiId=$(output "$stack" ApiId)" "${alarms[@]}"
  echo "the API answers at     $(output "$stack" ApiUrl)"
  echo "register at Amazon     $(output "$stack" ReturnUrl)"
  echo "the dashboard          $(output "$stack-alarms" Dashboard)"
fi
