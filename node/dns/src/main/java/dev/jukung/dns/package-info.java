/**
 * The cluster's DNS server: Kubernetes DNS-based service discovery 1.1.0 for Services and pods, and a forwarder with a
 * cache for everything else.
 *
 * <p>The way of a query: {@link dev.jukung.dns.DnsServer} takes a packet from the network on an event loop,
 * {@link dev.jukung.dns.Query} reads it in place, {@link dev.jukung.dns.ClusterZone} answers it from
 * {@link dev.jukung.dns.ClusterRecords} into a {@link dev.jukung.dns.Reply}: no allocation but the packet's own buffers.
 * What is not of the cluster is answered from {@link dev.jukung.dns.ForwardCache}, or goes to a virtual thread of its
 * own that asks an {@link dev.jukung.dns.Upstream}.
 */
@NullMarked
package dev.jukung.dns;

import org.jspecify.annotations.NullMarked;
