"""The pages, a module for each subject with its addresses. A view reads or calls a workflow, and shows the result."""
