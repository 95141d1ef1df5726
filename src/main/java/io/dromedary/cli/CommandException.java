package io.dromedary.cli;

/** What went wrong, in words for whoever called the command. */
class CommandException extends Exception {

    CommandException(String message) {
        super(message);
    }
}
