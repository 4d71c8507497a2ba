"""Word lists the checks look things up in; each file says where its words come from."""
