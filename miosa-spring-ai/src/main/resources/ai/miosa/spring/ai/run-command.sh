# Run one command of a language model and print the two ends of its output.
#
# Arguments: the time limit in seconds, how many bytes of each end to print, how many
# bytes of output make it worth keeping, "bash" or "python", and the command.
#
# Prints "prepared" before the command is started. Afterwards: the exit code, or "none"
# if the command was killed before it ended; the seconds it took; the directory with the
# whole output, or "none" if it was not kept; and for stdout and stderr each the size in
# bytes, the beginning and, if something is left out between, the end, in base64.
#
# Output goes to files so that a command that leaves a process behind does not hold the
# call, and so that its size does not matter. Needs bash and GNU coreutils and findutils.

limit=$1 piece=$2 keep=$3 language=$4 command=$5

base=${HOME:-/tmp}/.miosa/tools
dir=$(umask 077 && mkdir -p "$base" && mktemp -d "$base/out-XXXXXXXXXX") || exit 125
find "$base" -mindepth 1 -maxdepth 1 -mmin +10080 -exec rm -rf {} + 2>/dev/null

case $language in
	python) set -- python3 -c "$command" ;;
	*) set -- bash -c "$command" ;;
esac

echo prepared
# shellcheck disable=SC2016 # the inner shell expands these
timeout -k 5 "$limit" bash -c 'dir=$1; shift; "$@" </dev/null >"$dir/stdout" 2>"$dir/stderr"; echo $? >"$dir/code"' \
	miosa "$dir" "$@" 2>/dev/null

# A process that was left behind may still be writing: the sizes are read once
out=$(stat -c %s "$dir/stdout") err=$(stat -c %s "$dir/stderr")

ends() {
	echo "$2"
	if [ "$2" -le $((2 * piece)) ]; then
		head -c "$2" "$dir/$1" | base64 -w0 && echo && echo
	else
		head -c "$piece" "$dir/$1" | base64 -w0 && echo
		tail -c +$(($2 - piece + 1)) "$dir/$1" | head -c "$piece" | base64 -w0 && echo
	fi
}

code=$(cat "$dir/code" 2>/dev/null)
echo "${code:-none}"
echo "$SECONDS"
if [ $((out + err)) -gt "$keep" ]; then
	rm -f "$dir/code"
	echo "$dir"
	ends stdout "$out"
	ends stderr "$err"
else
	echo none
	ends stdout "$out"
	ends stderr "$err"
	rm -rf "$dir"
fi
exit "${code:-124}"
