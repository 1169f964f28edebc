"""Le temps au bout duquel un essai est tenu pour bloqué. Ce n'est jamais une promesse de durée.

Un essai dit vrai sur une machine dix fois plus lente : il compare des instants entre eux, ou à une
attente qu'il impose lui-même. Les durées promises se mesurent au banc (`make bench`).
"""

GARDE = 120.0  # secondes
