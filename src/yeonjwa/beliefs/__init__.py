"""What people feel and believe: grievance, fear, pardon, capture; and how news of it travels."""
