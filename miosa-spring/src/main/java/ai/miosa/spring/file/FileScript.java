package ai.miosa.spring.file;

import java.util.List;
import java.util.stream.Collectors;

import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.text.ShellQuoting;

/**
 * The scripts that run on the computer. They are short, because a session's command is
 * sent in the URL. A script that fails ends with one of the exit codes below and writes
 * the reason to stderr, in English.
 */
enum FileScript {

	/**
	 * Writes stdin to a file. Arguments: the path; a nonce; the mode, or an empty text to
	 * keep the mode of an existing file.
	 * <p>
	 * The file is replaced by a rename if that keeps its owner and group, otherwise
	 * written in place.
	 */
	WRITE(OutputMode.CAPTURED, Source.RESOLVE + """
			[ -e "$path" ] && ! [ -f "$path" ] && exit 22
			dir=${path%/*}/
			mkdir -p -- "$dir" || exit 23
			""" + Source.RECEIVE + """
			mode() { [ -z "$3" ] || chmod -- "$3" "$4"; }
			if ! [ -f "$path" ]; then
			chmod -- "${3:-$(printf %o $((0666 & ~mask)))}" "$tmp" && mv -fT -- "$tmp" "$path" || exit 23
			elif ! { [ "$own" ] && cp --attributes-only --preserve=mode,ownership -- "$path" "$tmp" &&
			mode "$@" "$tmp" && mv -fT -- "$tmp" "$path"; } 2>/dev/null; then
			: >>"$path" || exit 23
			cat -- "$tmp" >"$path" && mode "$@" "$path" || exit 25
			fi
			"""),

	/**
	 * Prints the size and the mode of a file, its SHA-256 on the same line once the whole
	 * file has been read, and then its content, up to that size. If the file system
	 * reports no size, as in {@code /proc}, the complete content follows without a
	 * SHA-256.
	 */
	READ(OutputMode.STREAMED, """
			set -o pipefail
			[ -e "$1" ] && ! [ -f "$1" ] && exit 22
			exec 3<"$1" || exit 23
			head=$(stat -Lc '%s %a' /dev/fd/3) || exit 23
			size=${head% *}
			printf '%s ' "$head"
			[ "$size" = 0 ] && { echo -; cat <&3 || exit 23; exit; }
			sum=$(head -c "$size" </dev/fd/3 | sha256sum) || exit 23
			echo "${sum%% *}"
			head -c "$size" <&3 || exit 23
			"""),

	STAT(OutputMode.STREAMED, """
			find "$1" -maxdepth 0 -printf""" + Source.DESCRIPTION + " || exit 23"),

	LIST(OutputMode.STREAMED, """
			find "$1/" -mindepth 1 -maxdepth 1 -ignore_readdir_race -printf""" + Source.DESCRIPTION + " || exit 23"),

	MKDIR(OutputMode.CAPTURED, """
			mkdir -p -- "$1" || exit 23
			"""),

	/**
	 * Moves a file or a directory to the path of the second argument.
	 */
	MOVE(OutputMode.CAPTURED, """
			[ -e "$2" ] && ! [ -f "$2" ] && ! [ -d "$2" ] && ! [ -L "$2" ] && exit 22
			to=${2%"${2##*[!/]}"}
			mkdir -p -- "${to%/*}/" || exit 23
			stat -- "$1" >/dev/null || exit 23
			mv -fT -- "$1" "$2" || exit 25
			"""),

	/**
	 * Deletes a file, a link or an empty directory.
	 */
	DELETE(OutputMode.CAPTURED, """
			rm -d -- "$1" </dev/null || exit 23
			"""),

	/**
	 * Extracts an archive from stdin into a directory. Arguments: the path; a nonce. The
	 * archive is extracted once it has arrived completely, and only if it would not
	 * replace a file of another type.
	 */
	UPLOAD(OutputMode.CAPTURED, Source.RESOLVE + """
			[ -d "$path" ] && keep=--no-overwrite-dir
			dir=${path%/}/
			mkdir -p -- "$dir" || exit 23
			""" + Source.RECEIVE + """
			[ "$keep" ] && tar -df "$tmp" -C "$dir" 2>&1 | grep -q ': File type differs$' && exit 22
			tar -xpf "$tmp" -C "$dir" --no-same-owner ${keep:---overwrite-dir} || exit 25
			"""),

	/**
	 * Prints an archive of a directory that contains only directories, regular files and
	 * links.
	 */
	DOWNLOAD(OutputMode.STREAMED, """
			cd -- "$1" || exit 23
			find . ! -type d ! -type f ! -type l -print -quit | grep . >&2 && exit 22
			tar -cf - --format=pax --hard-dereference .
			case $? in 0) ;; 1) exit 24 ;; *) exit 23 ;; esac
			""");

	/**
	 * The exit code for something that is not a file, or not of the expected type.
	 */
	static final int NOT_A_FILE = 22;

	/**
	 * The exit code for incomplete content, or content that changed while it was read.
	 */
	static final int CORRUPTED = 24;

	/**
	 * The exit code for an error after which the file may have changed.
	 */
	static final int CHANGED = 25;

	private final OutputMode output;

	private final String script;

	FileScript(OutputMode output, String script) {
		this.output = output;
		this.script = script;
	}

	OutputMode output() {
		return this.output;
	}

	/**
	 * Return whether the script has to read stdin to its end to succeed.
	 */
	boolean readsStdin() {
		return this == WRITE || this == UPLOAD;
	}

	/**
	 * Return the command that runs the script.
	 */
	String command(List<String> arguments) {
		return "bash -p -c " + ShellQuoting.quote(Source.ENVIRONMENT + this.script) + " miosa "
				+ arguments.stream().map(ShellQuoting::quote).collect(Collectors.joining(" "));
	}

	/**
	 * Parts of several scripts.
	 */
	private static final class Source {

		/**
		 * Excludes what a profile may have set, beyond what {@code -p} does.
		 */
		static final String ENVIRONMENT = """
				set +o posix
				unset TAR_OPTIONS
				export LC_ALL=C
				""";

		/**
		 * Sets {@code path} to the file that the first argument names, through links. The
		 * dot keeps a newline at its end.
		 */
		static final String RESOLVE = """
				path=$(readlink -nmv -- "$1" && echo .) || exit 23
				path=${path%.} own=1 keep=
				[ ${#path} -lt 4096 ] || { echo 'File name too long' >&2; exit 23; }
				[ -L "$path" ] && { stat -L -- "$1" >/dev/null; exit 23; }
				""";

		/**
		 * Writes stdin to a new file in {@code dir}, whose name {@code tmp} contains the
		 * nonce, and checks that it ends with its SHA-256 and the nonce, which are
		 * removed: incomplete content never does. The directory for temporary files is
		 * used for an existing file in whose directory no file can be created. However
		 * the script ends, a process in a separate session removes the temporary file.
		 */
		static final String RECEIVE = """
				tmp=$dir.miosa-$2 other=${TMPDIR:-/tmp}/.miosa-$2 mask=$(umask)
				coproc guard { exec setsid sh -c 'trap "" HUP INT TERM; echo; read x; rm -f -- "$@"' guard "$tmp" "$other" 2>/dev/null; }
				read -ru "${guard[0]}" x 2>/dev/null
				trap 'rm -f -- "$tmp"' EXIT
				umask 077
				set -C
				exec 4>"$tmp" || { [ -f "$path" ] && own= tmp=$other && exec 4>"$tmp"; } || exit 23
				set +C
				cat >&4 || exit 23
				end=$(tail -c 96 -- "$tmp" | tr -d '\\0') && truncate -s -96 -- "$tmp" || exit 24
				[ "$(sha256sum <"$tmp")" = "${end::64}  -" ] && [ "${end:64}" = "$2" ] || exit 24
				""";

		/**
		 * Type, size, mode, time of modification, owner, group, target of a link and
		 * name.
		 */
		static final String DESCRIPTION = " '%y\\0%s\\0%m\\0%T@\\0%u\\0%g\\0%l\\0%f\\0'";

	}

}
