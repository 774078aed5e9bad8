# One link per applet, as in the busybox image. Debian's applet wget crashes on -T and its nc has no -z: those two are the real programs.
mkdir -p usr/bin
busybox --list | while read -r applet; do
  case $applet in
    busybox | wget) ;;
    nc) ln -sf nc.openbsd usr/bin/nc ;;
    *) ln -sf busybox "usr/bin/$applet" ;;
  esac
done
