# Debian's alternatives, fixed to nftables like on the nodes.
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -sf xtables-nft-multi "usr/sbin/$name"
done
