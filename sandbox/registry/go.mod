module unflunk/registry

go 1.24
