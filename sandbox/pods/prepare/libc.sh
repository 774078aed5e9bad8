# Runs in the layer's root: the links and folders that every Debian root has.
for dir in bin sbin lib lib64; do
  mkdir -p "usr/$dir"
  ln -sfn "usr/$dir" "$dir"
done
mkdir -p tmp var/tmp root home proc sys dev run etc
chmod 1777 tmp var/tmp
chmod 0700 root
ln -sfn /run var/run
