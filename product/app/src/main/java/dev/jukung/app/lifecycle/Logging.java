package dev.jukung.app.lifecycle;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go. Logback finds this class at its start (as {@link Configurator}); done in code, since its XML costs a
 * fifth of a second. Commands are quiet unless {@code JUKUNG_LOG} names a level; a server logs from {@code INFO} on.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    public static final String LEVEL_VARIABLE = "JUKUNG_LOG";

    /** A log of this size makes room for a new one; one old one is kept. */
    private static final long FILE_BYTES_MAX = 16 * 1024 * 1024;

    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        write(context, console(context), level(Optional.ofNullable(System.getenv(LEVEL_VARIABLE)), Level.OFF));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** From now on this process logs nothing. */
    static void quiet() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }

    /** From now on log lines of this process go to standard error. */
    public static void toConsole(Optional<String> level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        write(context, console(context), level(level, Level.INFO));
    }

    /** From now on log lines of this process go to a file of bounded size. */
    static void toFile(Path file, Optional<String> level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(file.toString());
        FixedWindowRollingPolicy old = new FixedWindowRollingPolicy();
        old.setContext(context);
        old.setParent(appender);
        old.setFileNamePattern(file + ".%i");
        old.setMinIndex(1);
        old.setMaxIndex(1);
        old.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> full = new SizeBasedTriggeringPolicy<>();
        full.setContext(context);
        full.setMaxFileSize(new FileSize(FILE_BYTES_MAX));
        full.start();
        appender.setRollingPolicy(old);
        appender.setTriggeringPolicy(full);
        write(context, appender, level(level, Level.INFO));
    }

    /** Before a start: a long log makes room. */
    static void rotate(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > FILE_BYTES_MAX / 2) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Level level(Optional<String> name, Level otherwise) {
        return Level.toLevel(name.orElse(""), otherwise);
    }

    private static OutputStreamAppender<ILoggingEvent> console(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        appender.setContext(context);
        return appender;
    }

    private static void write(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, Level level) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
    }
}
