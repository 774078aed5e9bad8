# Data is written here by the user redis.
mkdir -p data
chown 999:999 data
