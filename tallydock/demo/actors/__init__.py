"""People and goods of the demonstration site: each actor works its own devices, at a human pace.

What an actor did is true step by step (see `world`): when a scan went out, when a tag was through the door,
when a load lies on a shelf. An act that is begun is finished, unless its devices are away while somebody
waits for us to stop; between two acts an actor can be told to rest.

One thing cannot be known here: an agent that is killed in the few milliseconds between a scan going out and
its commit has lost that scan, and one killed just when it decides on a tag may or may not have counted it.
(A person would have heard no beep.) So a kill may leave such a difference; an orderly stop leaves none.
"""
