# One link per applet, as in the busybox image.
mkdir -p usr/bin
busybox --list | while read -r applet; do
  [ "$applet" = busybox ] || ln -sf busybox "usr/bin/$applet"
done
