/**
 * The network of a node: the service proxy (nftables), the pod network (CNI configuration, egress, sysctls).
 *
 * <p>From outside to inside: {@link dev.jukung.network.ServiceProxy} follows Services and EndpointSlices and keeps them
 * as small records; {@link dev.jukung.network.ServicePlanner} decides what one Service needs in the node's table;
 * {@link dev.jukung.network.RuleLedger} knows what the table holds and what has to change;
 * {@link dev.jukung.network.NftScript} puts that in nft's words and {@link dev.jukung.network.NftTable} has the kernel
 * take it, all or nothing. Everything but the first and the last is free of I/O.
 */
@NullMarked
package dev.jukung.network;

import org.jspecify.annotations.NullMarked;
