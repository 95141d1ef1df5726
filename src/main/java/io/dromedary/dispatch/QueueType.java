package io.dromedary.dispatch;

/** What kind of queue RabbitMQ makes. Other brokers know only one, and take it for that. */
enum QueueType {
    /** {@link #QUORUM} where several addresses of the broker are configured, or else {@link #CLASSIC}. */
    AUTO,
    /** On one node. */
    CLASSIC,
    /** Replicated to the nodes of a cluster: it outlives the loss of one. */
    QUORUM
}
