# The same training in PyTorch: lstm.py threads points look-back,units,layers,dropout,batch,epochs,dense ...
# Prints the seconds of all trainings, without start-up, and their mean last loss.
import math
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
points = int(sys.argv[2])
series = [100 + 0.05 * t + 10 * math.sin(2 * math.pi * t / 12) + 3 * math.sin(t * 1.7) for t in range(points)]
low, high = min(series), max(series)
scaled = torch.tensor([(x - low) / (high - low) for x in series], dtype=torch.float32)


class Net(torch.nn.Module):
    def __init__(self, units, layers, dropout, dense):
        super().__init__()
        self.layers = torch.nn.ModuleList(
            [torch.nn.LSTM(1 if k == 0 else units, units, batch_first=True) for k in range(layers)])
        self.dropout = torch.nn.Dropout(dropout)
        sizes = [units] + dense
        head = []
        for before, after in zip(sizes, dense):
            head += [torch.nn.Linear(before, after), torch.nn.ReLU()]
        self.head = torch.nn.Sequential(*head, torch.nn.Linear(sizes[-1], 1))

    def forward(self, x):
        for layer in self.layers:
            x, _ = layer(x)
            x = self.dropout(x)
        return self.head(x[:, -1])


def train(shape):
    look_back, units, layers, dropout, batch, epochs, dense = shape.split(",")
    look_back, batch = int(look_back), int(batch)
    windows = scaled.unfold(0, look_back, 1)[:-1].unsqueeze(-1).contiguous()
    targets = scaled[look_back:].unsqueeze(-1)
    torch.manual_seed(1)
    net = Net(int(units), int(layers), float(dropout), [int(n) for n in dense.split("+") if n])
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(int(epochs)):
        order = torch.randperm(len(targets))
        total = 0.0
        for start in range(0, len(order), batch):
            chosen = order[start:start + batch]
            optimizer.zero_grad(set_to_none=True)
            loss = torch.nn.functional.mse_loss(net(windows[chosen]), targets[chosen])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
    return total / len(order)


train("3,4,1,0,8,1,")
started = time.perf_counter()
losses = [train(shape) for shape in sys.argv[3:]]
print(time.perf_counter() - started, sum(losses) / len(losses))
