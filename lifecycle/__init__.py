"""
The machines, and what follows from them: where a case stands, what is owed, what may happen next.

Pure functions of what was told and of the law. The machine describes, the rules judge: an unlawful step is a step.
"""
