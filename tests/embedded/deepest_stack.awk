# The deepest stack of an image for Cortex-M, from its disassembly. Input: `objdump -r`, then `objdump -d --no-show-raw-insn`,
# of an image that was linked with --emit-relocs. The first line of output is the number of bytes below run_image, and then
# follows the deepest chain of calls: the bytes of each frame and its function. Fails where it cannot tell.
#
# The frame of a function is the sum of all that its instructions take from the stack pointer, whatever the path. A call
# through a pointer may go to any function whose address is stored somewhere, except those that are being called already.

/RELOCATION RECORDS FOR/ { in_section = $4; next }
$2 == "R_ARM_ABS32" && in_section !~ /debug/ { taken[$3] = 1; next }

/^[0-9a-f]+ <.*>:$/ {
    name = substr($2, 2, length($2) - 3)
    if (current != "" && falls_through) edge(current, name)
    # A second name of the same address is the same function.
    if (current != "" && $1 == address) edge(current, name)
    address = $1
    current = name
    known[current] = 1
    falls_through = 0
    next
}
current == "" || !/^ *[0-9a-f]+:\t/ { next }

{
    line = $0
    sub(/^ *[0-9a-f]+:\t/, "", line)
    sub(/[ \t]*@ .*/, "", line)
    operation = line
    sub(/[ \t].*/, "", operation)
    operands = line
    sub(/^[^ \t]*[ \t]*/, "", operands)
    sub(/\.[nw]$/, "", operation)
    # Constants and padding.
    if (operation ~ /^\./ || operation == "nop" || line ~ /^movs\tr0, r0$/) next
    falls_through = !(operation ~ /^(b|bx)$/ || (operation ~ /^(pop|ldmia)/ && operands ~ /pc[,}]/) || line ~ /^ldr.*pc, \[sp\]/ ||
                      operation ~ /^(udf|tbb|tbh)$/)

    if (operation == "push" || (operation == "stmdb" && operands ~ /^sp!/)) frame[current] += 4 * registers(operands)
    else if (operation == "vpush" || (operation == "vstmdb" && operands ~ /^sp!/))
        frame[current] += (operands ~ /\{d/ ? 8 : 4) * registers(operands)
    else if (operation ~ /^subw?$/ && operands ~ /^sp, (sp, )?#/) frame[current] += number(operands)
    else if (operation ~ /^strd?$/ && operands ~ /\[sp, #-[0-9]+\]!/) {
        sub(/.*\[sp, #-/, "#", operands)
        frame[current] += number(operands)
    } else if (operation ~ /^sub/ && operands ~ /^sp, (sp, )?r/) unknown[current] = 1
    else if (operation == "blx" || (operation == "bx" && operands != "lr")) through_pointer[current] = 1
    else if (operation ~ /^b/ && match(operands, /<[^>]+>/)) {
        target = substr(operands, RSTART + 1, RLENGTH - 2)
        sub(/\+0x.*/, "", target)
        if (target != current || operation == "bl") edge(current, target)
        # The frame is gone before a jump to another function, but for the C library's assembly.
        if (operation != "bl" && target != current && current !~ /^__/) jumps[current, target] = 1
        else calls[current, target] = 1
    }
}

function edge(from, to)
{
    if ((from, to) in edges) return
    edges[from, to] = 1
    targets[from] = targets[from] " " to
}
function number(text)
{
    sub(/.*#/, "", text)
    return text + 0
}
function registers(list, parts, n, i, count, low, high)
{
    sub(/.*\{/, "", list)
    sub(/\}.*/, "", list)
    n = split(list, parts, /, */)
    for (i = 1; i <= n; i++) {
        if (split(parts[i], ends, "-") == 2) {
            low = substr(ends[1], 2)
            high = substr(ends[2], 2)
            count += high - low + 1
        } else count++
    }
    return count
}
# The deepest stack below and with `f`. Its next function in the chain goes to next_of[f].
function depth(f, list, n, i, below, best, jump, deepest)
{
    if (f in done) return done[f]
    active[f] = 1
    n = split(targets[f], list, " ")
    deepest = frame[f]
    for (i = 1; i <= n; i++) {
        if (list[i] in active) {
            problem = "recursion: " f " calls " list[i]
            continue
        }
        jump = (f, list[i]) in jumps && !((f, list[i]) in calls)
        below = depth(list[i]) + (jump ? 0 : frame[f])
        if (below > deepest) {
            deepest = below
            next_of[f] = list[i]
        }
    }
    if (f in through_pointer)
        for (i = 1; i <= pointers; i++) {
            if (pointer[i] in active) continue
            below = depth(pointer[i]) + frame[f]
            if (below > deepest) {
                deepest = below
                next_of[f] = pointer[i]
            }
        }
    if (f in unknown) problem = "a frame whose size is not a constant: " f
    delete active[f]
    return done[f] = deepest
}
END {
    for (f in taken)
        if (f in known && f != "reset" && f != "fault") pointer[++pointers] = f
    if (!("run_image" in known)) problem = "no run_image"
    total = depth("run_image")
    if (problem != "") {
        print problem >"/dev/stderr"
        exit 1
    }
    print total
    for (f = "run_image"; f != ""; f = next_of[f]) printf "  %8d %s\n", frame[f], f
}
