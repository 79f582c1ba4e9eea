#!/bin/sh
# include_directions.sh SOURCE-ROOT: includes go in one direction. The README.md of each folder of src/ and tools/ has a
# line "May use: FOLDER …". The files of that folder, and for src/ also the public headers of the same name, include
# only from these folders and their own.
set -u
cd "$1" || exit 1
failed=0
count=0

# check README NAME DIRECTORY…: checks the files of the directories. An include path begins with the name of its folder.
check() {
    readme=$1 name=$2
    shift 2
    allowed=$(sed -n 's/^May use: //p' "$readme")
    if [ -z "$allowed" ]; then
        printf 'BAD  %s does not say what it may use\n' "$readme"
        failed=1
        return
    fi
    [ "$allowed" = nothing ] || for folder in $allowed; do
        [ -d "${readme%/*/*}/$folder" ] || { printf 'BAD  %s names %s, which is not there\n' "$readme" "$folder"; failed=1; }
    done
    found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$@" |
        sed -E 's/^([^:]*:[0-9]*):[^"]*"([^"]*)".*/\1 \2/')
    while read -r place path; do
        [ -n "$path" ] || continue
        # Files of the library see the public headers of all allowed folders. Files of the command see only public
        # headers of the library.
        case $readme:$path in
        src/*:catapult/*/*) path=${path#catapult/} ;;
        src/*:catapult/version.hpp) continue ;;
        tools/*:catapult/*) continue ;;
        esac
        case $path in */*) folder=${path%%/*} ;; *) continue ;; esac
        count=$((count + 1))
        case " $name $allowed " in
        *" $folder "*) ;;
        *) printf 'BAD  %s includes %s; %s may use: %s\n' "$place" "$path" "$name" "$allowed"; failed=1 ;;
        esac
    done <<END
$found
END
}

for readme in src/*/README.md; do
    folder=${readme#src/}
    folder=${folder%/README.md}
    public=
    [ -d "include/catapult/$folder" ] && public=include/catapult/$folder
    check "$readme" "$folder" "src/$folder" $public
done
for folder in src/*/ include/catapult/*/; do
    name=${folder%/}
    [ -f "src/${name##*/}/README.md" ] || { printf 'BAD  %s has no src/%s/README.md\n' "$folder" "${name##*/}"; failed=1; }
done
# The command may include every public header of the library.
for readme in tools/*/README.md; do
    folder=${readme#tools/}
    folder=${folder%/README.md}
    check "$readme" "$folder" "tools/$folder"
done
printf '%s includes looked at\n' "$count"
[ "$count" -gt 0 ] || exit 1
exit $failed
