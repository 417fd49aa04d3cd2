# Clean up after a local computer whose JVM has been killed: standard input ends with the JVM.
# $1: the directory to remove; $2: the mark in the environment of its processes
trap '' HUP INT TERM
directory=$1
mark=$2

running=()
ended=()
while read -r change session; do
	case $change in
	started) running[session]=1 ;;
	ended) unset "running[session]" && ended[session]=1 ;;
	forget) unset "ended[session]" ;;
	esac
done

sessions=()
for session in "${!running[@]}"; do
	sessions[session]=1
done
for session in "${!ended[@]}"; do
	# If the pid of an ended leader is alive again, an unrelated process has it
	[ -e "/proc/$session" ] || sessions[session]=1
done

# Kill what belongs to a session, bears the mark or is a daemon in the directory, with all children
kill_all() {
	local entry pid stat state parent session terminal grown=1
	local parents=() found=() works_here=()
	while read -r entry; do
		works_here[${entry//[!0-9]/}]=1
	done < <(find /proc/[0-9]*/cwd -maxdepth 0 -lname "$directory/*")
	while read -r entry; do
		found[${entry//[!0-9]/}]=1
	done < <(grep -lsaF -- "$mark" /proc/[0-9]*/environ)
	for entry in /proc/[0-9]*; do
		pid=${entry#/proc/}
		stat=
		IFS= read -r -d '' stat <"$entry/stat"
		read -r state parent _ session terminal _ <<<"${stat##*) }"
		case $state in
		Z | X | '') unset "found[pid]" ;;
		*)
			parents[pid]=$parent
			if [ -n "${sessions[session]}" ] || { [ "$terminal" = 0 ] && [ -n "${works_here[pid]}" ]; }; then
				found[pid]=1
			fi
			;;
		esac
	done
	while [ -n "$grown" ]; do
		grown=
		for pid in "${!parents[@]}"; do
			if [ -z "${found[pid]}" ] && [ -n "${found[parents[pid]]}" ]; then
				found[pid]=1
				grown=1
			fi
		done
	done
	[ ${#found[@]} -gt 0 ] || return
	kill -KILL "${!found[@]}"
	return 0
}

for _ in {1..50}; do
	kill_all || break
	sleep 0.02
done
chmod -R u+rwX "$directory"
rm -rf -- "$directory"
