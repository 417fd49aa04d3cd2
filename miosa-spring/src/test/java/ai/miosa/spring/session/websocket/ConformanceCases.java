package ai.miosa.spring.session.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cases of sections 1 to 7 and 9 of the Autobahn test suite, with its numbers, for a
 * client that echoes messages.
 */
final class ConformanceCases {

	private static final byte[] NOTHING = {};

	private static final byte[] GREETING = "Hello-µ@ßöäüàá-UTF-8!!".getBytes(StandardCharsets.UTF_8);

	private static final String FRAGMENT_1 = "fragment1";

	private static final String FRAGMENT_2 = "fragment2";

	private final List<ConformanceCase> cases = new ArrayList<>();

	static Stream<ConformanceCase> all() {
		ConformanceCases all = new ConformanceCases();
		all.framing();
		all.pings();
		all.reservedBits();
		all.reservedOpcodes();
		all.fragmentation();
		all.utf8();
		all.closing();
		all.limits();
		all.cases.stream()
			.filter((testCase) -> !testCase.isFailure() && !testCase.sends(ConformanceCase.CLOSE))
			.forEach((testCase) -> testCase.send(ConformanceCase.CLOSE, code(1000))
				.expect(ConformanceCase.CLOSE, code(1000)));
		return all.cases.stream();
	}

	private ConformanceCase add(String id, Object... numbers) {
		ConformanceCase next = new ConformanceCase(id.formatted(numbers));
		this.cases.add(next);
		return next;
	}

	private static byte[] filled(int length, char with) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) with);
		return bytes;
	}

	private static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private void framing() {
		int[] sizes = { 0, 125, 126, 127, 128, 65535, 65536 };
		for (int opcode : new int[] { ConformanceCase.TEXT, ConformanceCase.BINARY }) {
			for (int i = 0; i < sizes.length; i++) {
				add("1.%d.%d", opcode, i + 1).echo(opcode, filled(sizes[i], '*'));
			}
			add("1.%d.8", opcode).echo(opcode, filled(65536, '*')).choppedBy(997);
		}
	}

	private void pings() {
		add("2.1").send(ConformanceCase.PING, NOTHING).expect(ConformanceCase.PONG, NOTHING);
		add("2.2").send(ConformanceCase.PING, "Hello, world!").expect(ConformanceCase.PONG, "Hello, world!");
		add("2.3").send(ConformanceCase.PING, hex("00fffefdfcfb00ff"))
			.expect(ConformanceCase.PONG, hex("00fffefdfcfb00ff"));
		add("2.4").send(ConformanceCase.PING, filled(125, 'a')).expect(ConformanceCase.PONG, filled(125, 'a'));
		add("2.5").send(ConformanceCase.PING, filled(126, 'a')).fails();
		add("2.6").send(ConformanceCase.PING, filled(125, 'a'))
			.expect(ConformanceCase.PONG, filled(125, 'a'))
			.choppedBy(1);
		add("2.7").send(ConformanceCase.PONG, NOTHING);
		add("2.8").send(ConformanceCase.PONG, "unsolicited pong payload");
		add("2.9").send(ConformanceCase.PONG, "unsolicited pong payload")
			.send(ConformanceCase.PING, "ping")
			.expect(ConformanceCase.PONG, "ping");
		ConformanceCase together = add("2.10");
		ConformanceCase chopped = add("2.11").choppedBy(1);
		for (int i = 0; i < 10; i++) {
			together.send(ConformanceCase.PING, "payload-" + i).expect(ConformanceCase.PONG, "payload-" + i);
			chopped.send(ConformanceCase.PING, "payload-" + i).expect(ConformanceCase.PONG, "payload-" + i);
		}
	}

	private void reservedBits() {
		byte[] text = filled(5, 'a');
		add("3.1").send(true, 1, ConformanceCase.TEXT, text).fails();
		add("3.2").echo(ConformanceCase.TEXT, text)
			.send(true, 2, ConformanceCase.TEXT, text)
			.send(ConformanceCase.PING, NOTHING)
			.fails();
		add("3.3").echo(ConformanceCase.TEXT, text)
			.send(true, 3, ConformanceCase.TEXT, text)
			.send(ConformanceCase.PING, NOTHING)
			.fails();
		add("3.4").echo(ConformanceCase.TEXT, text)
			.send(true, 4, ConformanceCase.TEXT, text)
			.send(ConformanceCase.PING, NOTHING)
			.choppedBy(1)
			.fails();
		add("3.5").send(true, 5, ConformanceCase.BINARY, text).fails();
		add("3.6").send(true, 6, ConformanceCase.PING, text).fails();
		add("3.7").send(true, 7, ConformanceCase.CLOSE, NOTHING).fails();
	}

	private void reservedOpcodes() {
		int[][] opcodes = { { 3, 4, 5, 6, 7 }, { 11, 12, 13, 14, 15 } };
		for (int i = 0; i < 2; i++) {
			add("4.%d.1", i + 1).send(opcodes[i][0], NOTHING).fails();
			add("4.%d.2", i + 1).send(opcodes[i][1], "payload").fails();
			add("4.%d.3", i + 1).echo(ConformanceCase.TEXT, GREETING)
				.send(opcodes[i][2], NOTHING)
				.send(ConformanceCase.PING, NOTHING)
				.fails();
			add("4.%d.4", i + 1).echo(ConformanceCase.TEXT, GREETING)
				.send(opcodes[i][3], "payload")
				.send(ConformanceCase.PING, NOTHING)
				.fails();
			add("4.%d.5", i + 1).echo(ConformanceCase.TEXT, GREETING)
				.send(opcodes[i][4], "payload")
				.send(ConformanceCase.PING, NOTHING)
				.choppedBy(1)
				.fails();
		}
	}

	private void fragmentation() {
		add("5.1").part(ConformanceCase.PING, FRAGMENT_1).send(ConformanceCase.CONTINUATION, FRAGMENT_2).fails();
		add("5.2").part(ConformanceCase.PONG, FRAGMENT_1).send(ConformanceCase.CONTINUATION, FRAGMENT_2).fails();
		for (int i = 0; i < 3; i++) {
			int chop = new int[] { Integer.MAX_VALUE, 7, 1 }[i];
			add("5.%d", 3 + i).part(ConformanceCase.TEXT, FRAGMENT_1)
				.send(ConformanceCase.CONTINUATION, FRAGMENT_2)
				.expect(ConformanceCase.TEXT, FRAGMENT_1 + FRAGMENT_2)
				.choppedBy(chop);
			add("5.%d", 6 + i).part(ConformanceCase.TEXT, FRAGMENT_1)
				.send(ConformanceCase.PING, "ping payload")
				.send(ConformanceCase.CONTINUATION, FRAGMENT_2)
				.expect(ConformanceCase.PONG, "ping payload")
				.expect(ConformanceCase.TEXT, FRAGMENT_1 + FRAGMENT_2)
				.choppedBy(chop);
			// 5.9 to 5.14: a continuation of nothing, with the final bit and without
			add("5.%d", 9 + i).send(ConformanceCase.CONTINUATION, "non-continuation payload")
				.send(ConformanceCase.TEXT, GREETING)
				.choppedBy(chop)
				.fails();
			add("5.%d", 12 + i).part(ConformanceCase.CONTINUATION, "non-continuation payload")
				.send(ConformanceCase.TEXT, GREETING)
				.choppedBy(chop)
				.fails();
		}
		add("5.15").part(ConformanceCase.TEXT, FRAGMENT_1)
			.send(ConformanceCase.CONTINUATION, FRAGMENT_2)
			.part(ConformanceCase.CONTINUATION, "fragment3")
			.send(ConformanceCase.TEXT, "fragment4")
			.expect(ConformanceCase.TEXT, FRAGMENT_1 + FRAGMENT_2)
			.fails();
		add("5.16").part(ConformanceCase.CONTINUATION, FRAGMENT_1)
			.part(ConformanceCase.TEXT, FRAGMENT_1)
			.send(ConformanceCase.CONTINUATION, FRAGMENT_2)
			.fails();
		add("5.17").send(ConformanceCase.CONTINUATION, FRAGMENT_1)
			.part(ConformanceCase.TEXT, FRAGMENT_1)
			.send(ConformanceCase.CONTINUATION, FRAGMENT_2)
			.fails();
		add("5.18").part(ConformanceCase.TEXT, FRAGMENT_1).send(ConformanceCase.TEXT, FRAGMENT_2).fails();
		for (int number : new int[] { 19, 20 }) {
			add("5.%d", number).part(ConformanceCase.TEXT, FRAGMENT_1)
				.part(ConformanceCase.CONTINUATION, FRAGMENT_2)
				.send(ConformanceCase.PING, "pongme 1!")
				.part(ConformanceCase.CONTINUATION, "fragment3")
				.part(ConformanceCase.CONTINUATION, "fragment4")
				.send(ConformanceCase.PING, "pongme 2!")
				.send(ConformanceCase.CONTINUATION, "fragment5")
				.expect(ConformanceCase.PONG, "pongme 1!")
				.expect(ConformanceCase.PONG, "pongme 2!")
				.expect(ConformanceCase.TEXT, "fragment1fragment2fragment3fragment4fragment5")
				.choppedBy((number == 19) ? Integer.MAX_VALUE : 11);
		}
	}

	private void utf8() {
		add("6.1.1").echo(ConformanceCase.TEXT, NOTHING);
		add("6.1.2").part(ConformanceCase.TEXT, NOTHING)
			.part(ConformanceCase.CONTINUATION, NOTHING)
			.send(ConformanceCase.CONTINUATION, NOTHING)
			.expect(ConformanceCase.TEXT, NOTHING);
		add("6.1.3").part(ConformanceCase.TEXT, NOTHING)
			.part(ConformanceCase.CONTINUATION, "middle frame payload")
			.send(ConformanceCase.CONTINUATION, NOTHING)
			.expect(ConformanceCase.TEXT, "middle frame payload");
		add("6.2.1").echo(ConformanceCase.TEXT, GREETING);
		add("6.2.2").sendInParts(ConformanceCase.TEXT, GREETING, 12).expect(ConformanceCase.TEXT, GREETING);
		add("6.2.3").sendInParts(ConformanceCase.TEXT, GREETING, 1).expect(ConformanceCase.TEXT, GREETING);
		byte[] greek = hex("cebae1bdb9cf83cebcceb5");
		add("6.2.4").sendInParts(ConformanceCase.TEXT, greek, 1).expect(ConformanceCase.TEXT, greek);
		byte[] broken = hex("cebae1bdb9cf83cebcceb5 eda080 656469746564");
		add("6.3.1").send(ConformanceCase.TEXT, broken).fails();
		add("6.3.2").sendInParts(ConformanceCase.TEXT, broken, 1).fails();
		byte[] tooLarge = hex("cebae1bdb9cf83cebcceb5 f4908080 656469746564");
		add("6.4.1").part(ConformanceCase.TEXT, Arrays.copyOf(tooLarge, 11))
			.part(ConformanceCase.CONTINUATION, Arrays.copyOfRange(tooLarge, 11, 15))
			.send(ConformanceCase.CONTINUATION, Arrays.copyOfRange(tooLarge, 15, 21))
			.fails();
		add("6.4.2").part(ConformanceCase.TEXT, Arrays.copyOf(tooLarge, 12))
			.part(ConformanceCase.CONTINUATION, Arrays.copyOfRange(tooLarge, 12, 13))
			.send(ConformanceCase.CONTINUATION, Arrays.copyOfRange(tooLarge, 13, 21))
			.fails();
		add("6.4.3").send(ConformanceCase.TEXT, tooLarge).choppedBy(13).fails();
		add("6.4.4").send(ConformanceCase.TEXT, tooLarge).choppedBy(1).fails();
		texts(5, true, "cebae1bdb9cf83cebcceb5");
		texts(6, false, "ce", "cebae1", "cebae1bd", "cebae1bdb9cf", "cebae1bdb9cf83ce", "cebae1bdb9cf83cebcce");
		texts(6, true, "ceba", "cebae1bdb9", "cebae1bdb9cf83", "cebae1bdb9cf83cebc", "cebae1bdb9cf83cebcceb5");
		texts(7, true, "00", "c280", "e0a080", "f0908080");
		texts(8, false, "f888808080", "fc8480808080");
		texts(9, true, "7f", "dfbf", "efbfbf", "f48fbfbf");
		texts(10, false, "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf");
		texts(11, true, "ed9fbf", "ee8080", "efbfbd", "f48fbfbf");
		texts(11, false, "f4908080");
		texts(12, false, "80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf");
		texts(13, false, "c020c120c220c320", "e020e120e220", "f020f120f220", "f820f920fa20", "fc20fd20");
		texts(14, false, "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf",
				"fdbfbfbfbf");
		texts(15, false, "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf");
		texts(16, false, "fe", "ff", "fefeffff");
		texts(17, false, "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af");
		texts(18, false, "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf");
		texts(19, false, "c080", "e08080", "f0808080", "f880808080", "fc8080808080");
		texts(20, false, "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf");
		texts(21, false, "eda080edb080", "eda080edbfbf", "edadbfedb080", "edadbfedbfbf", "edae80edb080", "edae80edbfbf",
				"edafbfedb080", "edafbfedbfbf");
		texts(22, true, "efbfbe", "efbfbf", "f09fbfbe", "f09fbfbf", "f0afbfbe", "f0afbfbf", "f0bfbfbe", "f0bfbfbf",
				"f18fbfbe", "f18fbfbf", "f19fbfbe", "f19fbfbf", "f48fbfbe", "f48fbfbf");
		texts(23, true, "efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf");
	}

	private void texts(int section, boolean valid, String... texts) {
		for (String text : texts) {
			ConformanceCase next = add("6.%d %s", section, text).send(ConformanceCase.TEXT, hex(text));
			if (valid) {
				next.expect(ConformanceCase.TEXT, hex(text));
			}
			else {
				next.fails();
			}
		}
	}

	private void closing() {
		add("7.1.1").echo(ConformanceCase.TEXT, "Hello World!".getBytes(StandardCharsets.UTF_8))
			.send(ConformanceCase.CLOSE, code(1000))
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.1.2").send(ConformanceCase.CLOSE, code(1000))
			.send(ConformanceCase.CLOSE, code(1000))
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.1.3").send(ConformanceCase.CLOSE, code(1000))
			.send(ConformanceCase.PING, NOTHING)
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.1.4").send(ConformanceCase.CLOSE, code(1000))
			.send(ConformanceCase.TEXT, "Hello World!")
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.1.5").part(ConformanceCase.TEXT, FRAGMENT_1)
			.send(ConformanceCase.CLOSE, code(1000))
			.send(ConformanceCase.CONTINUATION, FRAGMENT_2)
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.1.6").echo(ConformanceCase.TEXT, filled(256 * 1024, 'B'))
			.send(ConformanceCase.CLOSE, code(1000))
			.send(ConformanceCase.PING, NOTHING)
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.3.1").send(ConformanceCase.CLOSE, NOTHING).expect(ConformanceCase.CLOSE, code(1000));
		add("7.3.2").send(ConformanceCase.CLOSE, "a").fails();
		add("7.3.3").send(ConformanceCase.CLOSE, code(1000)).expect(ConformanceCase.CLOSE, code(1000));
		add("7.3.4").send(ConformanceCase.CLOSE, code(1000, "Hello World!".getBytes(StandardCharsets.UTF_8)))
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.3.5").send(ConformanceCase.CLOSE, code(1000, filled(123, '*')))
			.expect(ConformanceCase.CLOSE, code(1000));
		add("7.3.6").send(ConformanceCase.CLOSE, code(1000, filled(124, '*'))).fails();
		add("7.5.1").send(ConformanceCase.CLOSE, code(1000, hex("cebae1bdb9cf83cebcceb5eda080656469746564"))).fails();
		int[] valid = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 };
		for (int i = 0; i < valid.length; i++) {
			add("7.7.%d", i + 1).send(ConformanceCase.CLOSE, code(valid[i]))
				.expect(ConformanceCase.CLOSE, code(valid[i]));
		}
		int[] invalid = { 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999 };
		for (int i = 0; i < invalid.length; i++) {
			add("7.9.%d", i + 1).send(ConformanceCase.CLOSE, code(invalid[i])).fails();
		}
		add("7.13.1").send(ConformanceCase.CLOSE, code(5000)).fails();
		add("7.13.2").send(ConformanceCase.CLOSE, code(65535)).fails();
	}

	private static byte[] code(int code, byte... reason) {
		return ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
	}

	private void limits() {
		int[] sizes = { 64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20 };
		int[] parts = { 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20 };
		int[] chops = { 64, 128, 256, 512, 1024, 2048 };
		for (int opcode : new int[] { ConformanceCase.TEXT, ConformanceCase.BINARY }) {
			for (int i = 0; i < sizes.length; i++) {
				add("9.%d.%d", opcode, i + 1).echo(opcode, filled(sizes[i], '*'));
			}
			for (int i = 0; i < parts.length; i++) {
				byte[] message = filled(4 << 20, '*');
				add("9.%d.%d", 2 + opcode, i + 1).sendInParts(opcode, message, parts[i]).expect(opcode, message);
			}
			for (int i = 0; i < chops.length; i++) {
				add("9.%d.%d", 4 + opcode, i + 1).echo(opcode, filled(1 << 20, '*')).choppedBy(chops[i]);
			}
			int[] echoes = { 0, 16, 64, 256, 1024, 4096 };
			for (int i = 0; i < echoes.length; i++) {
				ConformanceCase many = add("9.%d.%d", 6 + opcode, i + 1).inRoundTrips();
				for (int n = 0; n < 1000; n++) {
					many.echo(opcode, filled(echoes[i], '*'));
				}
			}
		}
	}

}
