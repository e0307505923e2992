package dev.jukung.network;

import java.util.List;

/** A chain that some Services need beside the ones every table has. @param rules in nft's words, in order */
record RuleChain(String name, List<String> rules) {}
