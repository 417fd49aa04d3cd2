# Jobs on the disk of a computer. Needs bash 4.4, coreutils and util-linux. Run with
# "bash -p", which takes no functions and no BASH_ENV from a profile; reads nothing but the
# job's directory, prints lines of ASCII:
#
#   miosa-jobs 1                             the beginning of the answer
#   job ID INCARNATION STATE CODE STARTED ENDED STDOUT STDERR
#                                            a job, its times and sizes
#   found ID INCARNATION                     the job that was asked for by its ID alone
#   stdout OFFSET | stderr OFFSET            base64 of output from there follows
#   directory BASE64                         the job's directory
#   disk-full                                the disk has no room, so that output may be lost
#   answer NUMBER                            the answer to a request of a session follows
#   end-answer                               the end of that answer
#   error REASON [DETAIL]...                 why there is no answer, or none about a job
#   end                                      the end of the answer
#
# A job is a directory $jobs/ID/INCARNATION, which is not below the home directory, where
# searches and archives of a user's files would find it. The incarnation is a nonce of the
# start, so that a request never concerns a later job of the same ID. ID appears by one
# rename(2), done by the process that then runs the command, so that a job which can be
# seen has been started, and no other start of the same ID succeeds meanwhile. A job is
# removed by renaming its INCARNATION, and ID only if it is empty. The job's files:
#
#   job                  fingerprint of command, environment and directory; time of the start;
#                        seconds to keep the job after its end, if it is not the sweep's own
#   command env          what to run, as shell text
#   directory            where to run it
#   supervisor main      "PID STARTTIME BOOTID" of the two processes
#   stdout stderr        the output
#   outcome              "STATE CODE ENDED", once the job has ended; outcome.new before
mask=$(umask)
umask 077
exec 6<> <(:)
jobs=${MIOSA_JOBS_DIRECTORY:-/var/tmp/miosa-jobs-$UID}
boot_id_file=${MIOSA_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}
supervisors=''
declare -A sizes=()

fail() {
	printf 'error %s\nend\n' "$*"
	exit
}

# Sleep without a process.
nap() {
	read -rt "$1" -u 6
}

# Set $now to the hundredths of a second since the boot, whatever happens to the clock.
read_uptime() {
	read -r now _ </proc/uptime
	# Unlike $((...)), it does not end the command that it is part of if there is no number
	((now = 10#0${now/./}))
}

# Set $identity to what no other process of this computer ever has: "PID STARTTIME BOOTID".
# The name of a process, in parentheses, may hold anything. A zombie does not run any more.
identify() {
	local stat fields boot
	identity=
	{ read -r boot <"$boot_id_file" || boot=-; read -rd '' stat <"/proc/$1/stat"; } 2>/dev/null
	[[ $stat ]] || return
	# Without a here-string, for which bash before 5.1 needs room on the disk
	# shellcheck disable=SC2206
	fields=(${stat##*) })
	[[ ${fields[0]} == [ZX] ]] || identity="$1 ${fields[19]} $boot"
}

# Whether the process with an identity is alive.
alive() {
	[[ $1 ]] && identify "${1%% *}" && [[ $identity == "$1" ]]
}

# Set $supervisors to the directories of the jobs that have one, a line each.
look() {
	local path arguments
	supervisors=$'\n'
	for path in /proc/[0-9]*/cmdline; do
		arguments=()
		mapfile -d '' arguments 2>/dev/null <"$path"
		[[ ${arguments[3]-} != supervise ]] || supervisors+=${arguments[4]-}$'\n'
	done
}

# Whether the job $1 has a supervisor, in the incarnation $2 unless that is "-". It may
# have no files yet, or none any more. Use up $supervisors, since one may begin at any time.
supervised() {
	[[ $supervisors ]] || look
	set -- "$jobs/$1/${2/#-/}" "$supervisors"
	supervisors=''
	[[ $2 == *$'\n'"$1"* ]]
}

# Set $job, $main, $state, $code and $ended of the job $1 in the incarnation $2, "-" for the
# one there is. There is no job without a $state. Output is complete once that is not
# RUNNING. What a command has removed of its job is restored by the supervisor, which is
# awaited for $3 tenths of a second, 100 by default.
inspect() {
	local supervisor round whole gone=''
	code=- ended=-
	for ((round = 0; round < ${3-100}; round++)); do
		for job in "$jobs/$1/"${2/#-/*}; do :; done
		main='' supervisor='' whole=''
		{ read -r supervisor <"$job/supervisor" && read -r main <"$job/main" && whole=$main; } 2>/dev/null
		state=RUNNING
		[[ -e $job/outcome ]] || ! { alive "$supervisor" || alive "$main"; } || return
		# Blank after a power failure
		! read -r state code ended 2>/dev/null <"$job/outcome" || [[ ! $state ]] || return
		[[ ! $whole && ! $gone ]] || break
		# A supervisor that has gone may have restored the files just before
		if [[ ! $supervisor ]] && supervised "$1" "$2"; then
			nap 0.1
		else
			gone=1
		fi
	done
	state='' code=- ended=-
	if [[ -e $job/job ]]; then
		state=LOST
		((round < ${3-100})) || state=RUNNING
	fi
}

# Set $sizes of the output of the jobs in the directories $@, empty for a missing file.
measure() {
	local size path
	local -a paths
	while (($#)); do
		# As many as fit into the arguments of a process
		paths=()
		for path in "${@:1:200}"; do
			paths+=("$path/stdout" "$path/stderr")
			sizes[$path/stdout]='' sizes[$path/stderr]=''
		done
		shift $((${#paths[@]} / 2))
		while read -rd '' size path; do
			sizes[$path]=$size
		done < <(exec stat --printf '%s %n\0' "${paths[@]}" 2>/dev/null)
	done
}

# Print the job $1 as inspect has found it, or that there is none in the incarnation $2.
print_job() {
	local started out err
	while [[ $state ]]; do
		out='' err=''
		if [[ -s $job/stdout || -s $job/stderr ]]; then
			measure "$job"
			out=${sizes[$job/stdout]} err=${sizes[$job/stderr]}
		fi
		# Last, since it tells whether the job was removed meanwhile. After a power failure the
		# file may be empty, and whatever cleans /var/tmp may have removed it.
		started=
		read -r _ started _ 2>/dev/null <"$job/job"
		[[ $started ]] || started=$(stat -c %Y "$job" 2>/dev/null)
		if [[ $started ]]; then
			echo "job $1 ${job##*/} $state $code $started $ended ${out:-0} ${err:-0}"
			return
		fi
		inspect "$1" "$2"
	done
	echo "error unknown $1 $2"
}

# Overwrite a file that has been given its size before, for which a full disk has room.
overwrite() {
	printf '%-100s\n' "${2-}" 7<>"$1" >&7
}

# Set $prepared to a new directory with the incarnation $1, the description $2 and the
# identity of the command $3.
prepare() {
	[[ -d $jobs ]] || mkdir -p -- "$jobs"
	[[ -O $jobs && ! -L $jobs ]] || return
	# A request that is repeated has the same incarnation
	prepared=$jobs/.new-$1-$BASHPID-$RANDOM
	mkdir -- "$prepared" "$prepared/$1" && cd -- "$prepared/$1" && : >stdout && : >stderr && echo "$2" >job \
		&& overwrite main "$3" && overwrite outcome.new
}

# Become the command of the job $1. It does not begin if another job has removed its files,
# as with rm -rf /var/tmp/*.
run_main() {
	local directory env
	read -rd '' directory <"$1/directory" && IFS= read -rd '' env <"$1/env" && [[ -r $1/command ]] || exit
	identify "$$"
	overwrite "$1/main" "$identity"
	echo "main $identity"
	exec 1>&3 2>&4 3>&- 4>&- 6>&- </dev/null
	cd -- "$directory" || exit 126
	# No variable of the job changes the parameters
	set -- "$1" "$BASH"
	eval "$env"
	exec "$2" "$1/command"
}

# Whether a process of the group $1 still runs. A computer may have no init that reaps.
group_alive() {
	local path stat fields
	kill -0 -- "-$1" 2>/dev/null || return
	for path in /proc/[0-9]*/stat; do
		stat=
		read -rd '' stat 2>/dev/null <"$path"
		# shellcheck disable=SC2206
		fields=(${stat##*) })
		[[ ${fields[2]-} != "$1" || ${fields[0]} == [ZX] ]] || return 0
	done
	return 1
}

# End the process group $1: SIGTERM, then SIGKILL to what is left after $2 seconds. Call the
# rest of the parameters meanwhile.
end_group() {
	local now end
	read_uptime
	end=$((now + 100 * $2))
	kill -TERM -- "-$1" 2>/dev/null
	while group_alive "$1" && ((now < end)); do
		"${@:3}"
		nap 0.05
		read_uptime
	done
	kill -KILL -- "-$1" 2>/dev/null
}

# Read from 5 until run_main says that the command begins. Bash may have warned before.
await_beginning() {
	local line
	while [[ ! $main ]] && read -r -u 5 line; do
		case $line in
			main*) main=${line#main } ;;
			setsid:*) message=$line ;;
		esac
	done
}

# Read from 5 until setsid ends or, then without success, $1 seconds have passed, if given.
# Once a second restore what the command may have removed.
await_main() {
	local now end text status
	read_uptime
	end=$((now + 100 * ${1:-0}))
	while :; do
		# Anything is a part of the message of setsid: a read that times out may lose the rest
		read -rt 1 -u 5 text
		status=$?
		[[ ! $text ]] || message=$text
		if ((status > 128)); then
			restore
		elif ((status)); then
			return 0
		fi
		read_uptime
		[[ ! ${1-} ]] || ((now < end)) || return 1
	done
}

# Restore the files of the job that is supervised. Another may have been started under its
# id once its directory was gone.
restore() {
	local file prepared
	for file in job supervisor main stdout stderr; do
		[[ -e $job/$file ]] || break
	done
	[[ ! -e $job/$file ]] || return
	if prepare "${job##*/}" "$description" "$main" && echo "$supervisor" >supervisor; then
		mv -T -- "$prepared" "${job%/*}" || mv -n -- * "$job"
	fi
	cd /
	rm -rf -- "$prepared"
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

# Copy stdin to stdout until that has $1 KiB, if given. Then, and if the disk is full, end,
# so that whoever writes gets a SIGPIPE.
collect() {
	[[ ! $1 ]] || ulimit -f "$1"
	exec cat
}

# Claim the job $1 for the prepared directory $2, run it, for $4 seconds at most if given
# and $3 more after SIGTERM, keep $5 KiB of each stream, if given, and record how it ended.
supervise() {
	local job=$1 prepared=$2 grace=$3 timeout=$4 max=$5
	local supervisor description out err waiter main='' message='' code outcome=''
	identify "$$"
	supervisor=$identity
	read -r description <"$prepared/${job##*/}/job"
	# Not in the place of an empty directory, since a command may have removed its own
	if ! { echo "$supervisor" >"$prepared/${job##*/}/supervisor" && mv -nT -- "$prepared" "${job%/*}"; } 2>/dev/null \
		|| [[ -e $prepared ]]; then
		rm -rf -- "$prepared"
		exit
	fi
	# Whoever reads this may have been killed
	trap '' PIPE
	echo new
	trap - PIPE
	exec >/dev/null 2>&1
	# Before the command can remove them
	exec 7>>"$job/stdout" 8>>"$job/stderr" || exit
	exec 3> >(collect "$max" >&7 6>&- 7>&- 8>&-)
	out=$!
	exec 4> >(collect "$max" >&8 3>&- 6>&- 7>&- 8>&-)
	err=$!
	exec 7>&- 8>&-
	# A shell cannot tell a signal from an exit code above 128; setsid can: it complains of
	# a signal and exits with its number, plus 128 for a core dump
	exec 5< <(exec setsid --fork --wait "$BASH" -p "$job/main.sh" "$job" 2>&1 6>&-)
	waiter=$!
	# bash loses it if it has too few descriptors, and then setsid and the command cannot begin
	: <&5 || exit
	exec 3>&- 4>&-
	await_beginning
	until await_main "$timeout"; do
		# Unless it has ended just in time
		timeout=1
		if alive "$main"; then
			outcome='TIMED_OUT -' timeout=
			end_group "${main%% *}" "$grace" restore
		fi
	done
	wait "$waiter"
	code=$?
	# So it looks, too, if setsid was killed: alone, or with all others as the computer stops
	if ((code > 128)) && [[ ! $message && ! $outcome ]]; then
		# It had waited for the command if it ended by itself
		[[ ! -e /proc/${main%% *} ]] || exit
		nap 0.5
		! alive "$main" || exit
	fi
	# A command that did not even begin has no outcome
	[[ $main ]] || read -r main <"$job/main"
	[[ $main ]] || exit
	drain "$out"
	drain "$err"
	# So it looks, too, if bash could not read the command any more
	((code != 127)) || [[ $outcome || -e $job/command ]] || { restore; exit; }
	if [[ $message && ! $outcome ]]; then
		outcome="KILLED $((code & 127))"
	elif [[ ! $outcome ]]; then
		outcome="EXITED $code"
	fi
	restore
	printf -v outcome '%s %(%s)T' "$outcome" -1
	overwrite "$job/outcome.new" "$outcome" && mv -T -- "$job/outcome.new" "$job/outcome"
}

# Print the script that calls a function of the supervisor. Bash reads it much faster than
# the whole of this one.
print_supervisor() {
	declare -p jobs boot_id_file
	echo 'umask 077; exec 6<> <(:)'
	declare -f alive await_beginning await_main collect drain end_group group_alive identify nap overwrite prepare \
		read_uptime restore supervise
	echo '"$@"'
}

# Print the script that becomes the command of the job $1.
print_main() {
	declare -p boot_id_file
	declare -f identify overwrite run_main
	echo 'run_main "$@"'
}

# Whether a sweep has begun in the last ten seconds.
swept() {
	local now last=0
	printf -v now '%(%s)T' -1
	read -r last 2>/dev/null <"$jobs/.sweep"
	((last <= now && now < last + 10))
}

# Remove jobs that ended more than $1 seconds ago, or fewer if a job says so, and before the
# time $2, if given, and what killed starts have left. One process at a time does so.
sweep() {
	local now changed id incarnation keep job main state code ended
	printf -v now '%(%s)T' -1
	cd -- "$jobs" && exec 8>>.sweep && flock -n 8 && echo "$now" >.sweep || return
	shopt -s dotglob nullglob
	while read -r changed id; do
		incarnation=${id#*/} id=${id%%/*}
		if [[ $id == .* ]]; then
			((now - changed < 3600)) || rm -rf -- "${jobs:?}/$id"
			continue
		fi
		keep=
		read -r _ _ keep 2>/dev/null <"$id/$incarnation/job"
		if ((now - changed >= $1)) || { [[ $keep ]] && ((now - changed >= keep)); }; then
			inspect "$id" "$incarnation"
			# A directory is older than an end that comes after the look at its age
			[[ $state == RUNNING || ($ended != - && $ended -ge ${2-$now}) ]] || remove "$id" "$incarnation"
		fi
	done < <(set -- .new-*/ .old-*/ [!.]*/*/ && (($#)) && stat -c '%Y %n' -- "${@%/}")
}

# Remove the job $1 in the incarnation $2 atomically.
remove() {
	mv -T -- "$jobs/$1/$2" "$jobs/.old-$2" 2>/dev/null
	rmdir -- "$jobs/$1" 2>/dev/null
	rm -rf -- "$jobs/.old-$2"
	[[ ! -e $jobs/$1/$2 ]]
}

# start ID INCARNATION FINGERPRINT RETENTION GRACE [TIMEOUT [REPLACED [MAX [KEEP]]]], with
# MIOSA_JOB_COMMAND, MIOSA_JOB_ENV and perhaps MIOSA_JOB_DIRECTORY as variables. The job in
# the incarnation REPLACED is removed first if it has ended.
start() {
	local id=$1 incarnation=$2 fingerprint=$3 retention=$4 grace=$5 timeout=${6-} replaced=${7-} max=${8-} keep=${9-}
	local tool prepared='' known description began new round=0
	local command=$MIOSA_JOB_COMMAND env=$MIOSA_JOB_ENV directory=${MIOSA_JOB_DIRECTORY:-$PWD}
	unset MIOSA_JOB_COMMAND MIOSA_JOB_ENV MIOSA_JOB_DIRECTORY
	printf -v began '%(%s)T' -1
	if [[ $replaced ]]; then
		inspect "$id" "$replaced"
		[[ ! $state || $state == RUNNING ]] || remove "$id" "$replaced" || fail unwritable
	fi
	if [[ -d $jobs/$id ]]; then
		# Left by a removal that was interrupted, or by a job that has removed its files since the
		# look that many starts share
		rmdir -- "$jobs/$id" 2>/dev/null
		supervisors=''
	fi
	inspect "$id" -
	if [[ ! $state ]]; then
		for tool in base64 cat dd flock mkdir mv rm rmdir setsid stat; do
			type -P "$tool" >/dev/null || fail missing "$tool"
		done
		cd -- "$directory" >/dev/null 2>&1 || fail directory
		directory=$PWD
		printf -v description '%s %(%s)T %s' "$fingerprint" -1 "$keep"
		if ! { prepare "$incarnation" "$description" '' && printf '%s\n' "$command" >"command" \
			&& printf 'umask %s\n%s\n\0' "$mask" "$env" >"env" && printf '%s\0' "$directory" >directory \
			&& print_supervisor >supervisor.sh && print_main >main.sh; } 2>/dev/null; then
			[[ ! $prepared ]] || rm -rf -- "$prepared"
			fail unwritable
		fi
		cd /
		# Not with "&", which has the command ignore SIGINT
		new=$(setsid --fork "$BASH" -p "$prepared/$incarnation/supervisor.sh" supervise "$jobs/$id/$incarnation" \
			"$prepared" "$grace" "$timeout" "$max" </dev/null 2>/dev/null)
		if [[ $new && $retention ]] && ! swept; then
			setsid --fork "$BASH" -pc "$BASH_EXECUTION_STRING" jobs.sh sweep "$retention" "$began" </dev/null >/dev/null 2>&1
		fi
		inspect "$id" -
		if [[ ! $state ]]; then
			[[ ! $new ]] || fail unknown "$id" "$incarnation"
			rm -rf -- "$prepared"
			setsid --fork --wait "$BASH" -c : &>/dev/null || fail missing setsid
			fail unwritable
		fi
	fi
	# The command may have removed the file
	while known='' && ! read -r known _ 2>/dev/null <"$job/job" && [[ $state == RUNNING ]] && ((round++ < 30)); do
		nap 0.1
		inspect "$id" -
	done
	[[ $known == "${known:+$fingerprint}" ]] || fail conflict
	print_job "$id" -
}

# start_all RETENTION [ID INCARNATION FINGERPRINT GRACE TIMEOUT MAX KEEP]..., with
# MIOSA_JOB_COMMAND_0, MIOSA_JOB_ENV_0 and perhaps MIOSA_JOB_DIRECTORY_0 in the environment,
# and so on. Prints one line for each job, in order.
start_all() {
	local retention=$1 index command env directory answer now seen=-10
	export -n "${!MIOSA_JOB_@}"
	shift
	for ((index = 0; $#; index++)); do
		command=MIOSA_JOB_COMMAND_$index env=MIOSA_JOB_ENV_$index directory=MIOSA_JOB_DIRECTORY_$index
		# The starts of a tenth of a second share a look at all processes
		read_uptime
		((now - seen < 10)) || seen=$now supervisors=''
		[[ -d $jobs/$1 || $supervisors ]] || look
		answer=$(
			MIOSA_JOB_COMMAND=${!command} MIOSA_JOB_ENV=${!env} MIOSA_JOB_DIRECTORY=${!directory-}
			start "$1" "$2" "$3" "$retention" "$4" "$5" '' "$6" "$7"
		)
		printf '%s\n' "${answer%$'\n'end}"
		[[ ! $supervisors ]] || supervisors+=$jobs/$1/$2$'\n'
		retention=
		shift 7
	done
}

# status [ID INCARNATION]...
status() {
	while (($#)); do
		inspect "$1" "$2"
		print_job "$1" "$2"
		shift 2
	done
}

# list
list() {
	local path id now end
	local -a paths=()
	local -A missing=()
	# Before the look at the disk, since a supervisor restores what is missing before it ends
	look
	read_uptime
	end=$((now + 1000))
	while read -r path; do
		[[ $path != "$jobs"/* ]] || missing[$path]=1
	done < <(echo "$supervisors")
	supervisors=''
	for path in "$jobs"/*/*/; do
		paths+=("${path%/}") missing[${path%/}]=''
	done
	for path in "${!missing[@]}"; do
		[[ ! ${missing[$path]} ]] || paths+=("$path")
	done
	for path in "${paths[@]}"; do
		id=${path%/*} id=${id##*/}
		read_uptime
		inspect "$id" "${path##*/}" $((now < end ? 100 : 2))
		[[ ! $state ]] || print_job "$id" "${path##*/}"
	done
}

# Whether the job $1 in the incarnation $2 has a process, $main, which leads its process
# group. A job that has just started may not have recorded it yet.
find_main() {
	local now end
	read_uptime
	end=$((now + 1000))
	while inspect "$1" "$2"; [[ $state == RUNNING && ! $main ]] && ((now < end)); do
		nap 0.01
		read_uptime
	done
	[[ $state == RUNNING ]] && alive "$main"
}

# send_signal ID INCARNATION SIGNAL
send_signal() {
	local main
	kill -l "$3" >/dev/null 2>&1 || fail signal
	! find_main "$1" "$2" || kill -s "$3" -- "-${main%% *}" 2>/dev/null
	status "$1" "$2"
}

# end_job ID INCARNATION GRACE
end_job() {
	local main round
	! find_main "$1" "$2" || end_group "${main%% *}" "$3"
	for ((round = 0; round < 300; round++)); do
		inspect "$1" "$2"
		[[ $state == RUNNING ]] || break
		nap 0.05
	done
	print_job "$1" "$2"
}

# delete ID INCARNATION
delete() {
	inspect "$1" "$2"
	[[ $state != RUNNING ]] || fail running
	[[ ! $state ]] || remove "$1" "${job##*/}" || fail unwritable
}

# Print a stream $1 of $job, which was measured, from the offset $2 on, $3 bytes at most, and
# set $full if there are as many. Fails if the output was removed, truncated or not read.
print_output() {
	local size=${sizes[$job/$1]} count
	[[ $2 != - ]] || return 0
	[[ $size || -d $job ]] || return
	if [[ ! $size && -e $job/$1 ]]; then
		# It may have been restored after a look at its size
		measure "$job"
		size=${sizes[$job/$1]}
		if [[ ! $size && -e $job/$1 ]]; then
			echo "error unreadable $1"
			return 1
		fi
	fi
	if ((${size:-0} < $2)); then
		echo "error truncated $1"
		return 1
	fi
	((count = size - $2 < $3 ? size - $2 : $3))
	((count < $3)) || full=1
	if ((count)); then
		echo "$1 $2"
		dd if="$job/$1" iflag=skip_bytes,count_bytes skip="$2" count="$count" bs=64K status=none 2>/dev/null \
			| base64 -w 16384
		if [[ ${PIPESTATUS[*]} != '0 0' ]]; then
			echo "error unreadable $1"
			return 1
		fi
	fi
}

# output ID INCARNATION STDOUT STDERR LIMIT: print what output there is from the offsets on
# ("-" for none of a stream), LIMIT bytes of each stream at most, and the job if it has ended
# and that is all
output() {
	local full=''
	inspect "$1" "$2"
	if [[ $state && $2 == - ]]; then
		echo "found $1 ${job##*/}"
		set -- "$1" "${job##*/}" "${@:3}"
	fi
	if [[ $state && $3$4 != -- ]]; then
		measure "$job"
		print_output stdout "$3" "$5" && print_output stderr "$4" "$5" || return
	fi
	[[ $state == RUNNING || $full ]] || print_job "$1" "$2"
}

# Whether the output of the job in the directory $1 does not end at the offsets $2 and $3,
# according to $sizes.
grown() {
	[[ ($2 != - && ${sizes[$1/stdout]:-$2} != "$2") || ($3 != - && ${sizes[$1/stderr]:-$3} != "$3") ]]
}

# Whether output would print anything; $sizes may be those of the last look.
due() {
	inspect "$1" "$2"
	[[ $state == RUNNING && $2 != - ]] || return 0
	[[ $3$4 == -- || ${sizes[$job/stdout]+x} ]] || measure "$job"
	grown "$job" "$3" "$4"
}

# Whether the disk has no room. Some blocks may be left that no file can get.
is_full() {
	local full=
	{ printf '%65536s' '' >"$job/probe"; } 2>/dev/null || full=1
	rm -f -- "$job/probe"
	[[ $full && -d $job ]]
}

# report SECONDS MAX ID INCARNATION: wait for the end of the job, SECONDS at most, then print
# it and MAX bytes at most of each end of its streams
report() {
	local now start stream size full wait=0.02
	read_uptime
	start=$now
	while inspect "$3" "$4"; [[ $state == RUNNING ]] && ((now - start < 100 * $1)); do
		nap "$wait"
		read_uptime
		((now - start < 100)) || wait=0.2
	done
	print_job "$3" "$4"
	[[ $state ]] || return
	printf 'directory '
	printf %s "$job" | base64 -w 0
	echo
	measure "$job"
	for stream in stdout stderr; do
		size=${sizes[$job/$stream]}
		print_output "$stream" 0 "$2"
		((size <= $2)) || print_output "$stream" $((size - $2 < $2 ? $2 : size - $2)) "$2"
	done
	[[ $state != RUNNING ]] || return
	# It may have been removed meanwhile
	[[ -d $job ]] || fail unknown "$3" "$4"
	! is_full || echo disk-full
}

# run SECONDS MAX start ID ...: start the job and report it
run() {
	"${@:3}"
	report "$1" "$2" "$4" "${job##*/}"
}

# Answer the request $1 if that is due, or forget it if it was cancelled.
answer() {
	# No word has blanks or patterns
	# shellcheck disable=SC2086
	set -- "$1" ${waiting[$1]}
	if (($# > 1)); then
		# Whether its processes are alive is looked up in every fourth round
		if ((round % 4)) && [[ ${idle[$1]-} && ! -e ${idle[$1]}/outcome ]] && ! grown "${idle[$1]}" "$5" "$6"; then
			return
		fi
		if ! due "${@:3}"; then
			idle[$1]=$job
			[[ $5$6 == -- ]] || followed[$1]=$job
			return
		fi
		echo "answer $1"
		"${@:2}"
		echo end-answer
		pace=05
	fi
	unset "waiting[$1]" "idle[$1]" "followed[$1]"
}

# watch: answer requests, a line of stdin each, until that ends: a number, and "output" with
# its arguments, once that has something to print. A number alone cancels the request. Each
# line ends with a semicolon, since a read that times out may have taken the newline. All
# requests are looked at after $pace hundredths of a second: soon after there was output,
# which more may follow.
watch() {
	local now next=0 pace round=0 number line status part=''
	local -a waiting=() idle=() followed=()
	while :; do
		read_uptime
		if ((now >= next)); then
			((pace = ${#followed[@]} ? 15 : 25, round++))
			sizes=()
			measure "${followed[@]}"
			for number in "${!waiting[@]}"; do
				answer "$number"
			done
			# After that has taken its time, so that many requests leave time to read others
			read_uptime
			((next = now + pace))
		fi
		IFS= read -rt "0.$pace" line
		status=$?
		part+=$line
		if [[ $part == *\; ]]; then
			part=${part%;} number=${part%% *}
			waiting[number]=${part#"$number"} part=''
			answer "$number"
		elif ((status && status <= 128)); then
			exit
		fi
	done
}

case $1 in
	sweep)
		"$@"
		;;
	*)
		printf '\nmiosa-jobs 1\n'
		[[ ! -e $jobs || (-O $jobs && ! -L $jobs) || ! -e $jobs ]] || fail foreign
		"$@"
		echo end
		;;
esac
