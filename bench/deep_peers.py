"""λ₀ of a deep network, and steps of its training, by catapult deep and by what a user of PyTorch would write.

deep_peers.py CATAPULT INPUTS TARGETS [WIDTH]: three hidden layers of WIDTH (2048) ReLU units, the first 512 samples of IDX files, 10
classes, loss |f - y|²/2mk, NTK parametrisation. Prints a table of time and peak memory, whole processes each. All ways must agree on λ₀
to what random weights of this width leave open.
  dense     the kernel as a matrix, layer by layer from the gradients of every output, as neural-tangents forms it, and its eigenvalues
  products  power iteration on products with J and its transpose by double backward, until two iterations differ by 1e-4, which
            is too early where eigenvalues are close
"""
import os
import subprocess
import sys
import time

SAMPLES, CLASSES, STEPS = 512, 10, 20


def network(inputs, targets, width):
    import torch

    from idx_files import read_idx
    pixels = torch.tensor(read_idx(inputs)[:SAMPLES].reshape(SAMPLES, -1) / 255.0)
    x = ((pixels - pixels.mean()) / pixels.std(unbiased=False)).float()
    y = torch.nn.functional.one_hot(torch.tensor(read_idx(targets)[:SAMPLES].astype('int64')), CLASSES).float()
    torch.manual_seed(1)
    widths = [x.shape[1], width, width, width, CLASSES]
    weights = [torch.randn(b, a, requires_grad=True) for a, b in zip(widths, widths[1:])]

    def forward():
        hidden, layers = x, []
        for i, w in enumerate(weights):
            z = hidden @ w.T * (2 / w.shape[1])**0.5
            layers.append((hidden, z))
            hidden = torch.relu(z)
        return z, layers

    return y, weights, forward


def by_dense_kernel(y, weights, forward):
    import torch
    outputs, layers = forward()
    rows = SAMPLES * CLASSES
    kernel = torch.zeros(rows, rows)
    gradients = [[] for _ in layers]
    for c in range(CLASSES):
        found = torch.autograd.grad(outputs[:, c].sum(), [z for _, z in layers], retain_graph=True)
        for g, one in zip(gradients, found):
            g.append(one)
    for (hidden, _), g, w in zip(layers, gradients, weights):
        flat = torch.stack(g, 1).reshape(rows, -1)
        inner = (hidden @ hidden.T).detach() * (2 / w.shape[1])
        kernel += (flat @ flat.T) * inner.repeat_interleave(CLASSES, 0).repeat_interleave(CLASSES, 1)
    return torch.linalg.eigvalsh(kernel / rows)[-1].item()


def by_products(y, weights, forward):
    import torch
    outputs, _ = forward()
    cotangent = torch.zeros_like(outputs, requires_grad=True)
    pulled = torch.autograd.grad(outputs, weights, cotangent, create_graph=True)
    vector = torch.randn_like(outputs)
    value = before = 0
    while value == 0 or abs(value - before) > 1e-4 * value:
        vector = vector / vector.norm()
        along = torch.autograd.grad(outputs, weights, vector, retain_graph=True)
        product = torch.autograd.grad(pulled, cotangent, along, retain_graph=True)[0]
        before, value = value, ((vector * product).sum() / outputs.numel()).item()
        vector = product
    return value


def by_steps(y, weights, forward):
    import torch
    for _ in range(STEPS):
        outputs, _ = forward()
        loss = (outputs - y).square().sum() / (2 * outputs.numel())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            with torch.no_grad():
                w -= g
    return loss.item()


WAYS = {'dense': by_dense_kernel, 'products': by_products, 'steps': by_steps}


def measured(command):
    started = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit('failed: ' + ' '.join(command))
    return time.time() - started, usage.ru_maxrss / 1000, text


def main():
    if sys.argv[1] in WAYS:
        way, inputs, targets, width = sys.argv[1:]
        print(WAYS[way](*network(inputs, targets, int(width))))
        return
    catapult, inputs, targets = sys.argv[1:4]
    width = sys.argv[4] if len(sys.argv) > 4 else '2048'
    ours = [catapult, 'deep', 'train', '--inputs', inputs, '--targets', targets, '--samples', str(SAMPLES), '--normalize', 'overall',
            '--hidden', ','.join([width] * 3), '--format', 'csv']

    def ours_with(*more):
        seconds, memory, text = measured(ours + list(more))
        return seconds, memory, text.splitlines()[1].split(',')

    def peer(way):
        return measured([sys.executable, __file__, way, inputs, targets, width])

    rows = []
    seconds, memory, first = ours_with('--steps', '0', '--eta', '1')
    lambda0 = float(first[2])
    rows.append(('λ₀', 'catapult deep', seconds, memory, lambda0))
    for way in ('products', 'dense'):
        seconds, memory, text = peer(way)
        rows.append(('λ₀', 'PyTorch, ' + way, seconds, memory, float(text)))
    # The two peers have the same weights, and power iteration stops a little early. Our weights are others: a kernel of three
    # layers of ReLU varies by about √(15/n).
    if abs(rows[2][4] / rows[1][4] - 1) > 0.02 or abs(rows[1][4] / lambda0 - 1) > 3 * (15 / int(width))**0.5:
        sys.exit('the ways do not agree on λ₀: %s' % [row[4] for row in rows])
    seconds, memory, _ = ours_with('--steps', str(STEPS), '--every', str(STEPS), '--eta', '1')
    rows.append(('%d steps' % STEPS, 'catapult deep, with λ at both ends', seconds, memory, None))
    seconds, memory, _ = peer('steps')
    rows.append(('%d steps' % STEPS, 'PyTorch, without λ', seconds, memory, None))
    print('| work | by | seconds | peak MB | λ₀ |\n|---|---|---|---|---|')
    for work, by, seconds, memory, value in rows:
        print('| %s | %s | %.1f | %.0f | %s |' % (work, by, seconds, memory, '' if value is None else '%.4f' % value))


main()
