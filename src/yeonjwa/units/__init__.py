"""Units: what is reported to them, what they notice, and how their officers spend their time."""
