package ai.miosa.spring.file;

import ai.miosa.spring.ShellQuoting;
import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * The scripts that run on the computer. They need bash and GNU coreutils and are short,
 * because a session's command travels in the URL. Their exit codes are those of
 * {@link #reason(int)}.
 */
enum FileScript {

	/**
	 * Reads the content and 64 hexadecimal digits of its SHA-256 from stdin, writes them
	 * to a temporary file next to the target, and renames it if they match: content that
	 * was cut off changes nothing. A temporary file of a killed script is removed a day
	 * later, by the next write to the directory. Second argument: the mode, or nothing to
	 * keep the mode of a file that is there.
	 */
	WRITE("""
			path=$(readlink -m -- "$1") || exit 23
			[ -d "$path" ] && exit 22
			dir=${path%/*}/
			mkdir -p -- "$dir" && tmp=$(mktemp -- "$dir.miosa-XXXXXX") || exit 23
			trap 'rm -f -- "$tmp"' EXIT
			find "$dir" -maxdepth 1 -name '.miosa-??????' -mmin +1440 -delete 2>/dev/null
			cat >"$tmp" || exit 23
			sum=$(tail -c 64 -- "$tmp") && truncate -s -64 -- "$tmp" || exit 24
			[ "$(sha256sum <"$tmp")" = "$sum  -" ] || exit 24
			if [ "$2" ]; then chmod -- "$2" "$tmp"
			elif [ -e "$path" ]; then chmod --reference="$path" -- "$tmp"
			else chmod -- "$(printf %o $((0666 & ~$(umask))))" "$tmp"; fi && mv -fT -- "$tmp" "$path" || exit 23
			"""),

	/**
	 * Prints the size, the mode and the SHA-256 on one line, and then the content. A file
	 * that grows meanwhile is read up to the size it had.
	 */
	READ("""
			[ -e "$1" ] || exit 21
			[ -f "$1" ] || exit 22
			exec 3<"$1" || exit 23
			size=$(stat -Lc %s /dev/fd/3) && mode=$(stat -Lc %a /dev/fd/3) || exit 23
			sum=$(head -c "$size" </dev/fd/3 | sha256sum) || exit 23
			echo "$size $mode ${sum%% *}"
			head -c "$size" <&3
			"""),

	/**
	 * Ends with 0 if there is such a file, directory or link.
	 */
	EXISTS("""
			[ -e "$1" ] || [ -L "$1" ] || exit 21
			"""),

	/**
	 * Deletes a file, a link or an empty directory.
	 */
	DELETE("""
			[ -e "$1" ] || [ -L "$1" ] || exit 21
			if [ -d "$1" ] && ! [ -L "$1" ]; then
			[ "$(ls -A -- "$1")" ] && exit 22
			rmdir -- "$1" || exit 23
			else rm -f -- "$1" || exit 23; fi
			""");

	private final String script;

	FileScript(String script) {
		this.script = script;
	}

	/**
	 * Return the command that runs the script.
	 */
	String command(String path, String mode) {
		return "bash -c " + ShellQuoting.quote(this.script) + " miosa " + ShellQuoting.quote(path) + " "
				+ ShellQuoting.quote(mode);
	}

	/**
	 * Return what a non-zero exit code means.
	 */
	static Reason reason(int exitCode) {
		return switch (exitCode) {
			case 21 -> Reason.NOT_FOUND;
			case 22 -> Reason.NOT_A_FILE;
			case 23 -> Reason.REFUSED;
			case 24 -> Reason.CORRUPTED;
			default -> Reason.FAILED;
		};
	}

}
