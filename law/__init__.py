"""
The law as dated data: rules with their versions and sources, the calendar, the zones, and the computing of terms.

Pure: the packaged data is read once, when `law.published` is imported, and never again.
"""
