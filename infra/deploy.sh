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
# STACK, so that several deployments stand beside each other in one account; TableName=… leads to another one that
# is there already, restored for example, and STACK-table is left alone. Each stack is a change set first:
# NO_EXECUTE=1 only shows it. Nothing is asked, so a pipeline can run it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stack=${1:?a name for the stack} bucket=${2:?a bucket}
shift 2
for command in aws cargo-lambda; do
  command -v "$command" >/dev/null || { echo "$command is not there: docs/deploying.md, \"What you need\""; exit 2; }
done

# None of them is empty when it is used: bash 3, which macOS has, takes an empty one for unset.
table=("TableName=$stack") own=() alarms=("AccountsStack=$stack")
architecture='' table_name='' gradual=''
for parameter in "$@"; do
  case $parameter in
    AlarmEmail=* | AlarmTopicArn=* | Slow*=* | LinkingRefused=* | PasswordsRefused=*) alarms+=("$parameter") ;;
    Encryption=*) table+=("$parameter") ;;
    TableName=*) table_name=${parameter#*=} ;;
    GradualDeployment=*) gradual=${parameter#*=} own+=("$parameter") ;;
    Architecture=*) architecture=${parameter#*=} own+=("$parameter") ;;
    *=*) own+=("$parameter") ;;
    *) echo "$parameter is not of the form Name=Value"; exit 2 ;;
  esac
done
flags=(--no-fail-on-empty-changeset)
[[ -n ${NO_EXECUTE:-} ]] && flags+=(--no-execute-changeset)
templates=$(mktemp -d)
trap 'rm -rf "$templates"' EXIT

# What a stack is or was told.
of_stack() {
  aws cloudformation describe-stacks --stack-name "$1" --query "Stacks[0].$2" --output text
}

output() {
  of_stack "$1" "Outputs[?OutputKey=='$2'].OutputValue"
}

# The same of a stack that need not be there yet, for which it is nothing. Any other failure is one: what a stack was
# told would be lost.
of_stack_if_any() {
  of_stack "$1" "$2" 2>"$templates/said" && return
  grep -q 'does not exist' "$templates/said" || { cat "$templates/said" >&2; return 1; }
}

# What a parameter was before.
before() {
  of_stack_if_any "$stack" "Parameters[?ParameterKey=='$1'].ParameterValue"
}

# CloudFormation updates no stack whose creation failed.
refuse_ruins() {
  local it status
  for it in "$stack-table" "$stack" "$stack-alarms"; do
    status=$(of_stack_if_any "$it" StackStatus)
    case $status in
      ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED | DELETE_FAILED)
        echo "$it is $status: its creation failed, and nothing can be made of it. What failed:"
        echo "  aws cloudformation describe-stack-events --stack-name $it --query \"StackEvents[?ends_with(ResourceStatus, 'FAILED')].[LogicalResourceId,ResourceStatusReason]\" --output text"
        echo "Then take it away, and deploy again: aws cloudformation delete-stack --stack-name $it"
        exit 2
        ;;
    esac
  done
}

build() {
  local options=(--locked --release --lambda-dir target/lambda) package
  [[ $architecture == x86_64 ]] || options+=(--arm64)
  # One by one, as .ci/run builds them: a common build would give each what any of them asks for.
  for package in functions/*/; do
    cargo lambda build "${options[@]}" --package "$(basename "$package")"
  done
  # What `sam build` would do: the template with the built packages.
  sed "s|CodeUri: functions/|CodeUri: $PWD/target/lambda/|" template.yaml >"$templates/built.yaml"
}

refuse_ruins
# A stack keeps its processor, which the build must fit, and its table.
[[ -n $architecture ]] || architecture=$(before Architecture)
table_before=$(before TableName)
[[ -n $table_name ]] || table_name=$table_before
if [[ -n $table_before && ${table_name:-$stack} != "$table_before" ]]; then
  # The roles change at once for all versions: those of before may use neither table.
  [[ -n $gradual ]] || gradual=$(before GradualDeployment)
  [[ ${gradual:-AllAtOnce} == AllAtOnce ]] || { echo "another table can't be taken on by and by: add GradualDeployment=AllAtOnce"; exit 2; }
fi
own+=("TableName=${table_name:=$stack}") alarms+=("TableName=$table_name")
[[ $table_name == "$stack" ]] || aws dynamodb describe-table --table-name "$table_name" >/dev/null
aws s3api head-bucket --bucket "$bucket" >/dev/null 2>&1 || aws s3 mb "s3://$bucket"
build
if [[ $table_name == "$stack" ]]; then
  aws cloudformation deploy --stack-name "$stack-table" --template-file infra/table.yaml "${flags[@]}" \
    --parameter-overrides "${table[@]}"
fi
aws cloudformation package --template-file "$templates/built.yaml" --s3-bucket "$bucket" --s3-prefix "$stack" \
  --output-template-file "$templates/packaged.yaml" >/dev/null
aws cloudformation deploy --stack-name "$stack" --template-file "$templates/packaged.yaml" \
  --s3-bucket "$bucket" --s3-prefix "$stack" --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND "${flags[@]}" \
  --parameter-overrides "${own[@]}"
if [[ -z ${NO_EXECUTE:-} ]]; then
  api=$(output "$stack" ApiId)
  aws cloudformation deploy --stack-name "$stack-alarms" --template-file infra/alarms.yaml \
    --s3-bucket "$bucket" --s3-prefix "$stack" "${flags[@]}" --parameter-overrides "ApiId=$api" "${alarms[@]}"
  url=$(output "$stack" ApiUrl)
  return_url=$(output "$stack" ReturnUrl)
  dashboard=$(output "$stack-alarms" Dashboard)
  printf '%-22s %s\n' "the API answers at" "$url" "register at Amazon" "$return_url" "the dashboard" "$dashboard"
fi
