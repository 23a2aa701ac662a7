"""The patterns by which drafts are read, one module for each subject. Each reads only what it wholly understands."""
