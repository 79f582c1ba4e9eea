#!/bin/sh
# downstream.sh SOURCE BUILD SCRATCH COMPILER MESON: builds the consumer in tests/downstream against the installed library
# by hand with pkg-config, with flags that spoil floating-point arithmetic in the caller, and as a Meson project; and as a
# Meson project that gets catapult as its subproject from a repository. Also builds and runs the README's example.
. "${0%/*}/installed.sh"

export PKG_CONFIG_PATH="$libraries/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$scratch/stage"
for standard in cxx_standard=17 c_standard=11; do
    [ "$(pkg-config --variable=${standard%=*} catapult)" = "${standard#*=}" ] || fail "catapult.pc does not say $standard"
done
(cd stage && find . -type f -o -type l | sort)

by_hand() { "$compiler" -std=c++$(pkg-config --variable=cxx_standard catapult) "$@" $(pkg-config --cflags catapult); }
export LD_LIBRARY_PATH="$libraries"
by_hand -o plain "$source/tests/downstream/main.cpp" $(pkg-config --libs catapult)
cat "$source/tests/downstream/digits.txt"
same ./plain 'pkg-config'

# These flags are not used to link, because linking with them changes the processor's mode for denormal numbers.
by_hand -O3 -Ofast -fno-exceptions -fno-rtti -c -o hostile.o "$source/tests/downstream/main.cpp"
"$compiler" -o hostile hostile.o $(pkg-config --libs catapult)
same ./hostile 'hostile flags'

if command -v cc >/dev/null; then
    cc -std=c$(pkg-config --variable=c_standard catapult) -o in_c "$source/tests/downstream/c/main.c" $(pkg-config --cflags --libs catapult)
    same ./in_c 'pkg-config, in C' 1
else
    echo '     left out, no compiler cc here: pkg-config, in C'
fi

# The static library needs nothing but what catapult.pc names and the C library: not the runtime library of C++.
echo 'int main() {}' >empty.cpp
if [ -z "$static_library" ]; then
    echo '     left out, this build has no static library: pkg-config --static'
elif ! "$compiler" -static -o empty empty.cpp 2>log; then
    echo '     left out, this compiler cannot link statically: pkg-config --static'
else
    by_hand -fno-exceptions -fno-rtti -c -o bare.o "$source/tests/downstream/main.cpp"
    "$compiler" -static -nodefaultlibs -o bare bare.o $(pkg-config --static --libs catapult) \
        -Wl,--start-group -lgcc -lgcc_eh -lc -Wl,--end-group
    is_static ./bare || fail 'not linked statically'
    same ./bare 'pkg-config --static'
fi

# The README's example must print what the README says.
awk '/^```cpp$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >example.cpp
awk '/^```text$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >example.txt
by_hand -o example example.cpp $(pkg-config --libs catapult)
./example >found
diff example.txt found || fail 'the README is wrong'
echo '     as the README says: its example'

cp -R "$source/tests/downstream" project
quietly "$meson" setup --wrap-mode=nofallback project installed
quietly "$meson" compile -C installed
same installed/downstream 'Meson, installed'

unset PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
# The README's wrap file, with the address of a repository that holds the source as it is here.
mkdir project/subprojects
awk '/^```ini$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" | sed "s|^url *=.*|url = file://$scratch/repository|" \
    >project/subprojects/catapult.wrap
if ! command -v git >/dev/null; then
    echo '     left out, no git here: Meson, subproject'
    exit
fi
mkdir repository
for part in include src tests bench tools meson.build meson_options.txt README.md LICENSE; do cp -R "$source/$part" repository; done
quietly git init -q -b main repository
quietly git -C repository add .
quietly git -C repository -c user.name=nobody -c user.email=nobody commit -q -m 'As it is'
quietly "$meson" setup --force-fallback-for=catapult project embedded
quietly "$meson" compile -C embedded
same embedded/downstream 'Meson, subproject'
# Inside another project, the library builds neither its tests nor its command.
extra=$(find embedded/subprojects -type f -perm -u+x ! -name '*.so*')
[ -z "$extra" ] || fail "built as a subproject: $extra"
