#!/bin/sh
find "$1" -type d -mtime +2 -exec rm -r {} +
