# Jobs on the disk of a computer. Needs bash 4.4, coreutils and util-linux. Run with
# "bash -p", which takes no functions and no BASH_ENV from a profile; reads nothing but the
# job's directory, prints lines of ASCII:
#
#   miosa-jobs 1                                     the beginning of the answer
#   job ID STATE CODE STARTED ENDED STDOUT STDERR    a job, its times and sizes
#   start new | start known                          what a start has done
#   stdout OFFSET | stderr OFFSET                    base64 of output from there follows
#   error REASON [DETAIL]                            why there is no answer
#   end                                              the end of the answer
#
# A job is a directory $HOME/.miosa/jobs/ID. It appears by one rename(2), done by the
# process that then runs the command, so that a job which can be seen has been started,
# and no other start of the same ID can come through. Its files:
#
#   fingerprint          of command, environment and directory
#   command env          what to run, as shell text
#   directory            where to run it
#   supervisor main      "PID STARTTIME BOOTID" of the two processes
#   stdout stderr        the output
#   outcome              "STATE CODE ENDED", once the job has ended; outcome.new before
umask 077
exec 6<> <(:)
jobs=~/.miosa/jobs
boot_id_file=${MIOSA_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}

fail() {
	printf 'error %s\nend\n' "$*"
	exit
}

# Sleep without a process.
nap() {
	read -rt "$1" -u 6
}

# Set $identity to what no other process of this computer ever has: "PID STARTTIME BOOTID".
# The name of a process, in parentheses, may hold anything. A zombie runs no more.
identify() {
	local stat fields boot
	identity=
	{ read -r boot <"$boot_id_file" || boot=-; read -rd '' stat <"/proc/$1/stat"; } 2>/dev/null
	[[ $stat ]] || return
	read -ra fields <<<"${stat##*) }"
	[[ ${fields[0]} == [ZX] ]] || identity="$1 ${fields[19]} $boot"
}

# Whether the process that a file identifies is alive.
alive() {
	local recorded=
	read -r recorded 2>/dev/null <"$1"
	[[ $recorded ]] && identify "${recorded%% *}" && [[ $identity == "$recorded" ]]
}

# Set $state, $code and $ended of the job $1. Output is complete once the state is not
# RUNNING. The outcome is looked for again after the processes are found to be gone.
inspect() {
	local job=$jobs/$1
	state=RUNNING code=- ended=-
	[[ -e $job/fingerprint ]] || { state=; return; }
	[[ -e $job/outcome ]] || { alive "$job/supervisor" || alive "$job/main"; } && [[ ! -e $job/outcome ]] && return
	state=LOST
	[[ ! -e $job/outcome ]] || read -r state code ended <"$job/outcome"
}

# Print the job $1 as inspect has found it.
print_job() {
	local job=$jobs/$1 started out err
	{ read -r started _ && read -r _ out && read -r _ err; } 2>/dev/null \
		< <(stat -c '%Y %s' "$job/fingerprint" "$job/stdout" "$job/stderr")
	echo "job $1 $state $code ${started:--} $ended ${out:-0} ${err:-0}"
}

# Overwrite a file that has been given its size before, for which a full disk has room.
overwrite() {
	printf '%-100s\n' "${2-}" 7<>"$1" >&7
}

# Become the command of the job $1.
run_main() {
	local directory
	identify "$$"
	overwrite "$1/main" "$identity"
	exec 1>&3 2>&4 3>&- 4>&- </dev/null
	read -rd '' directory <"$1/directory"
	cd -- "$directory" || exit 126
	# shellcheck source=/dev/null
	. "$1/env"
	exec "$BASH" "$1/command"
}

# Set $main to the process of the command of the job $1, which leads its process group. A
# job that has just started may not have written it down yet.
find_main() {
	local round
	for ((round = 0; round < 1000; round++)); do
		main=
		read -r main _ <"$1/main"
		if [[ $main ]] || ! alive "$1/supervisor"; then
			break
		fi
		nap 0.01
	done
	alive "$1/main"
}

# Whether a process of the group $1 still runs. A computer may have no init that reaps.
group_alive() {
	local path stat fields
	kill -0 -- "-$1" 2>/dev/null || return
	for path in /proc/[0-9]*/stat; do
		stat=
		read -rd '' stat 2>/dev/null <"$path"
		read -ra fields <<<"${stat##*) }"
		[[ ${fields[2]-} != "$1" || ${fields[0]} == [ZX] ]] || return 0
	done
	return 1
}

# End the process group $1: SIGTERM, then SIGKILL to what is left after $2 seconds.
end_group() {
	local end=$((SECONDS + $2))
	kill -TERM -- "-$1" 2>/dev/null
	while group_alive "$1" && ((SECONDS < end)); do
		nap 0.05
	done
	kill -KILL -- "-$1" 2>/dev/null
}

# Read what setsid says on 5 until its end, within $1 seconds if they are given.
await_main() {
	local end=$((SECONDS + ${1:-0})) line status
	while read -r ${1:+-t $((end > SECONDS ? end - SECONDS : 0)).1} -u 5 line; status=$?; ((!status)); do
		[[ $line != setsid:* ]] || message=$line
	done
	((status <= 128))
}

# Wait until a collector has written all that the command has output: it ends, or, if
# a process in the background still holds the pipe, sleeps for want of more.
drain() {
	local round stat
	for ((round = 0; round < 500; round++)); do
		stat=
		read -rd '' stat 2>/dev/null <"/proc/$1/stat"
		stat=${stat##*) }
		[[ -z $stat || $stat == [ZX]* || ($round -gt 25 && $stat == S*) ]] && return
		nap 0.02
	done
}

# Claim the job $2 for the prepared directory $1, run it, for $4 seconds at the most if they
# are given and $3 more after SIGTERM, and write down how it ended.
supervise() {
	local prepared=$1 job=$2 grace=$3 timeout=$4 fingerprint out err waiter main message code outcome
	identify "$$"
	echo "$identity" >"$prepared/supervisor" || exit
	read -r fingerprint <"$prepared/fingerprint"
	if ! mv -T -- "$prepared" "$job" 2>/dev/null; then
		rm -rf -- "$prepared"
		exit
	fi
	echo new
	exec >/dev/null 2>&1
	exec 3> >(exec cat >>"$job/stdout" 6>&-)
	out=$!
	exec 4> >(exec cat >>"$job/stderr" 3>&- 6>&-)
	err=$!
	# A shell cannot tell a signal from an exit code above 128; setsid can: it complains of
	# a signal and exits with its number, plus 128 for a core dump
	exec 5< <(exec setsid --fork --wait "$BASH" -p "$job/supervisor.sh" run_main "$job" 2>&1 6>&-)
	waiter=$!
	exec 3>&- 4>&-
	message='' outcome=''
	if ! await_main "$timeout"; then
		outcome='TIMED_OUT -'
		find_main "$job" && end_group "$main" "$grace"
		await_main
	fi
	wait "$waiter"
	code=$?
	# So it looks, too, if setsid was killed: alone, or with all others as the computer stops
	if ((code > 128)) && [[ ! $message && ! $outcome ]]; then
		nap 0.5
		! alive "$job/main" || exit
	fi
	drain "$out"
	drain "$err"
	if [[ $message && ! $outcome ]]; then
		outcome="KILLED $((code & 127))"
	elif [[ ! $outcome ]]; then
		outcome="EXITED $code"
	fi
	# The command may have removed the directory
	[[ -e $job/fingerprint ]] || { mkdir -p -- "$job" && echo "$fingerprint" >"$job/fingerprint"; }
	printf -v outcome '%s %(%s)T' "$outcome" -1
	overwrite "$job/outcome.new" "$outcome" && mv -T -- "$job/outcome.new" "$job/outcome"
}

# Remove jobs that ended more than $1 seconds ago, and what killed starts have left.
sweep() {
	local now changed name
	printf -v now '%(%s)T' -1
	while read -r changed name; do
		if [[ $name == .* ]]; then
			((now - changed < 3600)) || rm -rf -- "${jobs:?}/$name"
		elif ((now - changed >= $1)); then
			inspect "$name"
			[[ ! $state || $state == RUNNING ]] || remove "$name"
		fi
	done < <(shopt -s dotglob nullglob && cd -- "$jobs" && set -- */ && (($#)) && stat -c '%Y %n' -- "${@%/}")
}

# Remove a job at once for all who look.
remove() {
	local trash
	trash=$(mktemp -d "$jobs/.old-XXXXXXXX") && mv -T -- "$jobs/$1" "$trash" && rm -rf -- "$trash"
}

# start ID FINGERPRINT RETENTION GRACE [TIMEOUT], with MIOSA_JOB_COMMAND, MIOSA_JOB_ENV
# and perhaps MIOSA_JOB_DIRECTORY in the environment
start() {
	local id=$1 fingerprint=$2 retention=$3 grace=$4 timeout=${5-} tool prepared known found=
	local command=$MIOSA_JOB_COMMAND env=$MIOSA_JOB_ENV directory=${MIOSA_JOB_DIRECTORY:-$PWD}
	unset MIOSA_JOB_COMMAND MIOSA_JOB_ENV MIOSA_JOB_DIRECTORY
	if [[ ! -e $jobs/$id ]]; then
		for tool in base64 cat dd mkdir mktemp mv rm setsid stat; do
			type -P "$tool" >/dev/null || fail missing "$tool"
		done
		[[ -d $directory ]] || fail directory
		mkdir -p -- "$jobs" 2>/dev/null || fail unwritable
		sweep "$retention"
		prepared=$(mktemp -d "$jobs/.new-XXXXXXXX" 2>/dev/null) || fail unwritable
		if ! { : >"$prepared/stdout" && : >"$prepared/stderr" && echo "$fingerprint" >"$prepared/fingerprint" \
			&& printf '%s\n' "$command" >"$prepared/command" && printf '%s\n' "$env" >"$prepared/env" \
			&& printf '%s\0' "$(cd -- "$directory" && pwd)" >"$prepared/directory" \
			&& overwrite "$prepared/main" && overwrite "$prepared/outcome.new" \
			&& printf '%s\n' "$BASH_EXECUTION_STRING" >"$prepared/supervisor.sh"; } 2>/dev/null; then
			rm -rf -- "$prepared"
			fail unwritable
		fi
		# Not with "&", which has the command ignore SIGINT
		found=$(setsid --fork "$BASH" -p "$prepared/supervisor.sh" supervise "$prepared" "$jobs/$id" "$grace" "$timeout" \
			</dev/null 2>/dev/null)
	fi
	[[ -e $jobs/$id/fingerprint ]] || fail unwritable
	read -r known <"$jobs/$id/fingerprint"
	[[ $known == "$fingerprint" ]] || fail conflict
	echo "start ${found:-known}"
	status "$id"
}

# status ID
status() {
	inspect "$1"
	[[ $state ]] || fail unknown
	print_job "$1"
}

# list
list() {
	local path
	for path in "$jobs"/*/; do
		path=${path%/}
		inspect "${path##*/}"
		[[ ! $state ]] || print_job "${path##*/}"
	done
}

# send_signal ID SIGNAL
send_signal() {
	local main
	inspect "$1"
	[[ $state != RUNNING ]] || { find_main "$jobs/$1" && kill -s "$2" -- "-$main" 2>/dev/null; }
	status "$1"
}

# end_job ID GRACE
end_job() {
	local main round
	inspect "$1"
	if [[ $state == RUNNING ]] && find_main "$jobs/$1"; then
		end_group "$main" "$2"
		for ((round = 0; round < 200; round++)); do
			inspect "$1"
			[[ $state == RUNNING ]] || break
			nap 0.05
		done
	fi
	status "$1"
}

# delete ID
delete() {
	inspect "$1"
	[[ $state != RUNNING ]] || fail running
	[[ ! -e $jobs/$1 ]] || remove "$1" || fail unwritable
}

# Print a stream of the job $1 from the offset $3 on, $4 bytes at the most, and set $count.
print_output() {
	local size=0
	count=0
	[[ $3 != - ]] || return
	size=$(stat -c %s "$jobs/$1/$2" 2>/dev/null) || fail unknown
	((size >= $3)) || fail truncated "$2"
	((count = size - $3 < $4 ? size - $3 : $4))
	if ((count)); then
		echo "$2 $3"
		dd if="$jobs/$1/$2" iflag=skip_bytes,count_bytes skip="$3" count="$count" bs=64K status=none 2>/dev/null \
			| base64 -w 16384
	fi
}

# output ID STDOUT STDERR LIMIT SECONDS: print output from the offsets on ("-" for none
# of a stream), up to LIMIT of each stream at a time. Without SECONDS go on until the job has
# ended or stdin has; else do so once, and wait that long for something to print.
output() {
	local id=$1 out=$2 err=$3 limit=$4 seconds=${5-} round=0 clock=0 count printed full end
	end=$((SECONDS + ${seconds:-0}))
	[[ ! $seconds ]] || clock=6
	while :; do
		inspect "$id"
		[[ $state ]] || fail unknown
		print_output "$id" stdout "$out" "$limit"
		((printed = count, full = count == limit))
		((!count)) || ((out += count))
		print_output "$id" stderr "$err" "$limit"
		((printed += count, full |= count == limit))
		((!count)) || ((err += count))
		if ((!full)) && [[ $state != RUNNING ]]; then
			print_job "$id"
			return
		fi
		[[ $seconds ]] && ((printed || SECONDS >= end)) && return
		if ((printed)); then
			round=0
		elif ! read -rt "0.${round}5" -u "$clock" && (($? <= 128)); then
			exit
		elif ((round < 4)); then
			((round++))
		fi
	done
}

# watch SECONDS ID...: print jobs that have ended, until one has or time is up. Without
# SECONDS take more ids from stdin, one a line, and go on until stdin ends.
watch() {
	local seconds=$1 id line part='' end status found
	local -A waiting=()
	shift
	end=$((SECONDS + ${seconds:-0}))
	for id; do
		waiting[$id]=1
	done
	while :; do
		found=
		for id in "${!waiting[@]}"; do
			inspect "$id"
			if [[ $state != RUNNING ]]; then
				unset "waiting[$id]"
				found=1
				if [[ $state ]]; then print_job "$id"; else echo "error unknown $id"; fi
			fi
		done
		if [[ $seconds ]]; then
			[[ $found ]] || ((SECONDS >= end)) && return
			nap 0.25
			continue
		fi
		while read -rt 0.25 line; status=$?; ((!status)); do
			waiting[$part$line]=1
			part=
		done
		part+=$line
		((status > 128)) || exit
	done
}

case $1 in
	supervise | run_main)
		"$@"
		;;
	*)
		printf '\nmiosa-jobs 1\n'
		"$@"
		echo end
		;;
esac
