# The layout of the httpd image around Debian's program.
mkdir -p usr/local/apache2/logs
ln -sfn /usr/lib/apache2/modules usr/local/apache2/modules
ln -sf /etc/mime.types usr/local/apache2/conf/mime.types
