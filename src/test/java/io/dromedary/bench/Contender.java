package io.dromedary.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that does the same work as another, in a JVM of its own that stays between the rounds. It prints
 * {@value #READY}, then reads one line for each round and prints one when the work is done.
 */
final class Contender implements AutoCloseable {

    static final String READY = "ready";

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;

    private Contender(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** What the main method of a contender does in each round; returns what it has to say about it. */
    @FunctionalInterface
    interface Work {
        String run(String order) throws Exception;
    }

    /** Starts a main method of the tests, with the class path of this JVM, and waits until it is ready. */
    static Contender start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dlogback.configurationFile=bench-logback.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Contender contender = new Contender(
                main.getSimpleName(),
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
        contender.await();
        return contender;
    }

    /** The other end. */
    static void serve(Work work) throws Exception {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = System.out;
        System.setOut(System.err);
        answers.println(READY);
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            answers.println(work.run(order));
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Has it do its work once. */
    String run(String order) throws IOException {
        orders.println(order);
        return await();
    }

    private String await() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(name + " has ended");
        }
        return answer;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
