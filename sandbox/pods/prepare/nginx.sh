# The folders where the nginx image keeps its state; Debian's build writes below /var/lib/nginx.
mkdir -p var/cache/nginx var/log/nginx var/lib
rm -rf var/lib/nginx
ln -sfn ../cache/nginx var/lib/nginx
ln -sf /dev/stdout var/log/nginx/access.log
ln -sf /dev/stderr var/log/nginx/error.log
