# The user of the image.
mkdir -p home/curl_user
chown 100:1000 home/curl_user
